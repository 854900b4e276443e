let told = false;
const tell = left => {
  if (!told) parent.postMessage({ oracle: left }, "*");
  told = true;
};
document.addEventListener("securitypolicyviolation", event => {
  if (event.effectiveDirective === "connect-src") tell(true);
});
fetch(name, { mode: "no-cors", cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" })
  .then(() => tell(false), () => setTimeout(tell, 50, false));
