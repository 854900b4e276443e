// Runs in the frame that src/browser/oracle.rs makes. The frame's policy lets it connect to one origin only, so a
// violation means that a redirect led elsewhere. The URL comes as the frame's name.
let told = false;
const tell = (left) => {
  if (!told) parent.postMessage({ oracle: left }, "*");
  told = true;
};
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.effectiveDirective === "connect-src") tell(true);
});
fetch(name, { mode: "no-cors", cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" }).then(
  () => tell(false),
  // The event is a task of its own and may come after the rejection.
  () => setTimeout(tell, 50, false),
);
