// Watches the page's program from outside. When that breaks off (a panic, or no memory is left), nothing of it answers any
// more: its last words would be a page that stands still. docs/design.md, "The machine contract".

// A trap of WebAssembly, or its stack or memory ran out. Errors of other scripts, such as extensions, are none of ours.
const isCrash = (error) =>
  error instanceof WebAssembly.RuntimeError ||
  ((error instanceof RangeError || error?.name === "InternalError") && /wasm/.test(error.stack));

// The address that was typed, as far as it cannot be a secret: no query, and of the path plain words only.
const safe = (typed) => {
  let url;
  try {
    url = new URL(typed);
  } catch {
    return "";
  }
  if (!/^https?:$/.test(url.protocol)) return "";
  const plain = url.pathname.split("/").every((part) => /^([a-z][a-z._-]{0,15}|v\d+(\.\d+)*)?$/i.test(part));
  return url.origin + (plain ? url.pathname : "/");
};

const make = (name, text, data = {}) => {
  const element = document.createElement(name);
  element.append(text);
  Object.assign(element.dataset, data);
  return element;
};

// A control that opens this page anew, with this fragment.
const again = (words, action, fragment) => {
  const button = make("button", words, { action });
  button.addEventListener("click", () => {
    history.replaceState(null, "", location.pathname + fragment);
    location.reload();
  });
  return button;
};

let crashed = false;
const watch = (error) => {
  if (crashed || !isCrash(error)) return;
  crashed = true;
  // What is still being read would be read for nobody.
  stop();
  const typed = safe(document.querySelector("input[name=server]")?.value ?? "");
  const isRecording = /[#&]report=/.test(location.hash);
  const isLinked = location.hash.includes("server=") && !isRecording;
  const fragment = isLinked ? location.hash : typed && `#server=${encodeURIComponent(typed)}`;
  const words = make("section", make("h1", "This page broke off"), { panel: "crashed" });
  words.setAttribute("role", "alert");
  words.append(
    make("p", `Its program met a defect of its own, or your browser had no memory left for it (${error.message}). What was shown is lost. Nothing that you entered was sent anywhere but to the server itself.`),
    again(fragment ? "Reload and keep the address" : "Reload", "reload", fragment),
  );
  if (typed) words.append(make("p", `Address: ${typed}`));
  const main = make("main", words, { state: "crashed" });
  if (document.querySelector("main[data-embed]")) main.dataset.embed = "";
  const page = make("div", main);
  page.className = "page";
  // Whatever the program still does happens to elements that nobody sees.
  document.body.replaceChildren(page);
  words.querySelector("button").focus();
};
addEventListener("error", (event) => watch(event.error));
addEventListener("unhandledrejection", (event) => watch(event.reason));
