// Starts the page. Trunk would write these lines into the HTML, which the content security policy forbids.
// Trunk's two preload links hold the hashed names of the module and of the WebAssembly file; `./dev build` adds what is in
// them (Subresource Integrity), as the browser checks it.
const preloaded = (selector) => document.querySelector(`link${selector}`);

// Trusted Types, where the browser has them: leptos makes the parts of the page that never change from text (`innerHTML` of
// a template), and the redirect oracle is a frame with a text of its own (`srcdoc`, src/browser/oracle.rs). Both are known
// by their form. Any other text is refused, and every script, address of a script and event handler is.
const NAME = "[a-z][a-z0-9]*";
const TAG = `</?(?!(?:script|iframe|object|embed|base|meta|link|style|form|template)\\b)${NAME}`;
const ATTRIBUTE = "\\s+(?!on|src|style|form|action|ping)[a-z][a-zA-Z0-9:-]*(?:=\"(?!\\s*(?:javascript|data|vbscript):)[^\"<>]*\")?";
const STATIC = new RegExp(`^(?:[^<]|${TAG}(?:${ATTRIBUTE})*\\s*/?>|<!--[^<>-]*-->)*$`, "i");
const oracle = new URL("oracle.js", document.baseURI).href;
const ORACLE = /^<!doctype html><meta http-equiv="Content-Security-Policy" content="connect-src https?:\/\/[a-z0-9.:-]+; script-src [^\s"'<>;]+"><script src="([^"<>]+)"><\/script>$/;
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (html, type, sink) => (sink.endsWith("srcdoc") ? ORACLE.exec(html)?.[1] === oracle : STATIC.test(html)) ? html : null,
});

// A module that is not what the page was built with is kept from running here: a browser may fetch one anew for an import,
// after its preload was refused, and that fetch knows of no integrity.
const checked = (link) => new Promise((resolve, reject) => {
  if (!link.integrity || !link.relList.supports("modulepreload")) return resolve();
  const again = link.cloneNode();
  again.onload = resolve;
  again.onerror = () => reject(new TypeError(`${link.href} is not what this page was built with`));
  document.head.append(again);
});

// The form that stands in the document can be used at once. In a frame, and under a link to a diagnosis, the page has none.
const early = document.querySelector(".early");
const field = early.querySelector("input");
let isSubmitted = false;
early.addEventListener("submit", (event) => {
  event.preventDefault();
  isSubmitted = true;
});
if (self !== top || location.hash.startsWith("#report=")) early.remove();
try {
  document.documentElement.className = localStorage.getItem("theme") ?? "";
} catch {
  // A browser may refuse storage altogether.
}

// The page has drawn its own form, and takes over from the first where the user is.
const takeOver = () => {
  const next = document.querySelector("main input[name=server]");
  if (next && field.value) {
    next.value = field.value;
    next.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (next && early.contains(document.activeElement)) {
    next.focus();
    next.setSelectionRange(field.selectionStart, field.selectionEnd, field.selectionDirection);
  }
  early.remove();
  if (next && isSubmitted) next.form.requestSubmit();
};

try {
  await Promise.all(Array.from(document.querySelectorAll('link[rel="modulepreload"]'), checked));
  const { default: init } = await import(preloaded('[rel="modulepreload"]').href);
  const { href, dataset } = preloaded('[rel="preload"][as="fetch"]');
  await init({ module_or_path: fetch(href, { integrity: dataset.integrity ?? "" }) });
  takeOver();
} catch (error) {
  document.body.append(`Faultfinder could not start: ${error}. Reload the page; if that does not help, try a newer browser.`);
  throw error;
}
