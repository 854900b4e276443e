// An authorization server sent the user back. The answer belongs to the tab that asked, which is found by `state`:
// through what this tab kept before it left, else over a channel. The window that opened this one is never asked: an
// authorization server may have cut it off (Cross-Origin-Opener-Policy).
const NAME = "faultfinder-sign-in";
// The answers of tabs in the background may take a while.
const PATIENCE = 400;

const callback = location.href;
const state = new URLSearchParams(location.search).get("state") ?? new URLSearchParams(location.hash.slice(1)).get("state") ?? "";
// A code is good once. It does not stay in the address bar, nor in the history.
history.replaceState(null, "", location.pathname);

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
const channel = new BroadcastChannel(NAME);
const waiting = new Set();
const ask = crypto.getRandomValues(new Uint32Array(4)).join("-");
let expected = state;
let isOver = false;

channel.onmessage = ({ data }) => {
  if (data?.ask === ask && typeof data.waiting === "string") waiting.add(data.waiting);
  if (data?.taken === true && data.state === expected) finish();
};

// Not `close`: that would take the place of the window's own.
function finish() {
  isOver = true;
  show("Sign-in finished", "Faultfinder continues in its own window. You can close this one.");
  window.close();
}

function show(title, text) {
  const put = () => {
    document.getElementById("title").textContent = title;
    document.getElementById("text").textContent = text;
    document.getElementById("by-hand").hidden = isOver;
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", put, { once: true });
  else put();
}

// What this tab kept before it left. A window copies what its opener had kept: there the exact name counts only.
function kept(isExact) {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(`${NAME}:`));
    if (names.includes(`${NAME}:${state}`)) return `${NAME}:${state}`;
    return !isExact && names.length === 1 ? names[0] : undefined;
  } catch {
    return undefined;
  }
}

function goBack(key) {
  sessionStorage.setItem(NAME, JSON.stringify({ key, callback }));
  location.replace("../");
}

async function handOver(to) {
  expected = to;
  channel.postMessage({ callback, state: to });
  await wait(PATIENCE);
}

async function start() {
  const own = kept(true);
  if (own) return goBack(own);
  await handOver(state);
  if (isOver) return;
  // Nobody sent this `state`. Where exactly one tab waits, it hears what came back, and says that it does not fit.
  channel.postMessage({ ask });
  await wait(PATIENCE);
  if (waiting.size === 1) await handOver([...waiting][0]);
  if (isOver) return;
  const left = kept(false);
  if (left && waiting.size === 0) return goBack(left);
  byHand();
}

function byHand() {
  show("Back from signing in", "No Faultfinder window of this browser waits for this sign-in. Copy this URL and paste it into the one that waits, under “URL that it came back to”.");
  const field = document.getElementById("address");
  field.value = callback;
  document.getElementById("copy").addEventListener("click", async (event) => {
    field.select();
    try {
      await navigator.clipboard.writeText(callback);
    } catch {
      document.execCommand("copy");
    }
    event.target.textContent = "Copied";
  });
}

start();
