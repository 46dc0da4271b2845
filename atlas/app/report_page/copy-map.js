// Two buttons: copy the map as a picture, copy its caption and source.
//
// data  words    what the buttons and the line below them say
//       text     caption and source
//       name     name of the file, where the browser cannot copy pictures
//       picture  the map as a PNG in base64, once it was asked for
//
// A browser lets a page write to the clipboard only right after a click. So the picture is promised
// to it at once, and the promise is kept when the server has drawn it.

let deliver = null;

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (name) => parentElement.querySelector(`[data-copy=${name}]`);
  const [map, text, said, shown] = ["map", "text", "said", "shown"].map(find);
  const { words } = data;
  map.textContent = words.map;
  text.textContent = words.text;

  const say = (message) => {
    said.textContent = message;
    shown.hidden = true;
  };

  map.onclick = () => {
    const promised = new Promise((resolve) => {
      deliver = resolve;
    });
    say(words.copying);
    setTriggerValue("picture", true);
    put(promised).then(
      () => say(words.copied_map),
      () =>
        promised.then((blob) => {
          save(blob, data.name);
          say(words.saved);
        }),
    );
  };

  text.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data.text);
      say(words.copied_text);
    } catch {
      say(words.failed);
      shown.value = data.text;
      shown.hidden = false;
      shown.select();
    }
  };

  if (data.picture && deliver) {
    deliver(new Blob([Uint8Array.from(atob(data.picture), (one) => one.charCodeAt(0))], { type: "image/png" }));
    deliver = null;
  }
}

/** Put a promised picture on the clipboard; fails where the browser has none, or for text only. */
async function put(promised) {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": promised })]);
}

function save(blob, name) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
