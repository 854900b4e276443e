// An authorization server sent the user back. The answer belongs to the tab that asked, which is found by `state`:
// through what this tab kept before it left, else over a channel. The window that opened this one is never asked: an
// authorization server may have cut it off (Cross-Origin-Opener-Policy).
//
// The channel never tells the `state`; src/protocol/oauth/handover.rs says why and how. An answer whose `state` nobody
// waits for moves nothing until the user wants it to.
const NAME = "faultfinder-sign-in";
// The answers of tabs in the background may take a while.
const PATIENCE = 400;
// As src/app/persist.rs has it.
const LONGEST = 10 * 60 * 1000;

const callback = location.href;
const state = new URLSearchParams(location.search).get("state") ?? new URLSearchParams(location.hash.slice(1)).get("state") ?? "";
// A code is good once. It does not stay in the address bar, nor in the history.
history.replaceState(null, "", location.pathname);

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
const channel = new BroadcastChannel(NAME);
const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map(hex).join("");
const own = `${NAME}:${state}`;
let waiting = 0;
let isOver = false;

channel.onmessage = ({ data }) => {
  if (data?.waits === nonce) waiting += 1;
  if (data?.shown === nonce) finish("Response shown", "Check it in Faultfinder's own window, and decide there. You can close this one.");
  if (data?.taken === nonce && state && data.proof === proof("taken", nonce)) {
    finish("Sign-in finished", "Faultfinder continues in its own window. You can close this one.");
  }
};

// Not `close`: that would take the place of the window's own.
function finish(title, text) {
  isOver = true;
  show(title, text);
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

// What this tab kept before it left: under the name of this answer, or a short while ago. The rest goes.
function kept() {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(`${NAME}:`));
    const age = (name) => Date.now() - Number.parseInt(sessionStorage.getItem(name), 10);
    const counts = (name) => name === own || (age(name) >= 0 && age(name) < LONGEST);
    for (const name of names) if (!counts(name)) sessionStorage.removeItem(name);
    return names.filter(counts);
  } catch {
    return [];
  }
}

// The page looks at the age of what was kept, throws it away, and says so where it was too old.
function goBack(key) {
  sessionStorage.setItem(NAME, JSON.stringify({ key, callback }));
  location.replace("../");
}

// The address with the nonce in place of the `state`; nothing where it cannot be told what that is.
function masked() {
  const decoded = (text) => {
    try {
      return decodeURIComponent(text.replaceAll("+", " "));
    } catch {
      return text;
    }
  };
  const hidden = callback.replace(/([?&#]state=)([^&#]*)/g, (all, name, value) => (decoded(value) === state ? name + nonce : all));
  return hidden === callback ? undefined : hidden.replaceAll(state, nonce);
}

async function start() {
  const names = kept();
  if (names.includes(own)) return goBack(own);
  const address = state && masked();
  if (address) channel.postMessage({ nonce, callback: address, proof: proof("callback", nonce, address) });
  else channel.postMessage({ nonce });
  await wait(PATIENCE);
  if (isOver) return;
  if (address) {
    channel.postMessage({ nonce });
    await wait(PATIENCE);
  }
  byHand(names);
}

// Where exactly one waits, in this tab or in another, the user may want it to see what came back, and that it does not fit.
function byHand(names) {
  const here = names.length === 1 && waiting === 0;
  show(
    "Back from signing in",
    here || waiting === 1
      ? "Faultfinder waits for a different sign-in. If you have just signed in, let it check this one. If a page that you do not know brought you here, close this window."
      : "No Faultfinder window of this browser waits for this sign-in. Copy this URL and paste it into the one that waits, under “URL that it came back to”.",
  );
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
  const button = document.getElementById("hand-over");
  button.hidden = !here && waiting !== 1;
  button.addEventListener("click", () => (here ? goBack(names[0]) : channel.postMessage({ nonce, foreign: callback })));
}

function hex(byte) {
  return byte.toString(16).padStart(2, "0");
}

// HMAC-SHA256 (RFC 2104) under the `state`. Not by `crypto.subtle`: pages that are no secure context have none.
function proof(...parts) {
  const bytes = (text) => [...new TextEncoder().encode(text)];
  const key = state.length > 64 ? sha256(bytes(state)) : bytes(state);
  const pad = (byte) => Array.from({ length: 64 }, (_, index) => (key[index] ?? 0) ^ byte);
  return sha256([...pad(0x5c), ...sha256([...pad(0x36), ...bytes(parts.join("\n"))])]).map(hex).join("");
}

// SHA-256 (FIPS 180-4, 6.2) of an array of bytes.
function sha256(message) {
  const primes = [];
  for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  // The first 32 bits of the fraction (FIPS 180-4, 4.2.2 and 5.3.3).
  const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
  const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
  let hash = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const rotate = (word, by) => (word >>> by) | (word << (32 - by));
  const length = message.length * 8;
  const padded = [...message, 0x80];
  while (padded.length % 64 !== 56) padded.push(0);
  for (let by = 7; by >= 0; by--) padded.push(Math.floor(length / 2 ** (8 * by)) & 255);
  for (let at = 0; at < padded.length; at += 64) {
    const words = Array.from({ length: 16 }, (_, index) => {
      const [a, b, c, d] = padded.slice(at + 4 * index);
      return (a << 24) | (b << 16) | (c << 8) | d;
    });
    for (let index = 16; index < 64; index++) {
      const [early, late] = [words[index - 15], words[index - 2]];
      const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
      const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
      words.push((words[index - 16] + small + words[index - 7] + large) | 0);
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let index = 0; index < 64; index++) {
      const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[index] + words[index]) | 0;
      const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    hash = [a, b, c, d, e, f, g, h].map((word, index) => (word + hash[index]) | 0);
  }
  return hash.flatMap((word) => [24, 16, 8, 0].map((by) => (word >>> by) & 255));
}

start();
