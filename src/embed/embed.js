// <faultfinder-diagnosis server="https://mcp.example.com/mcp"></faultfinder-diagnosis>: a diagnosis in somebody's
// documentation. docs/embedding.md says what it can do. No dependency, no inline style, nothing global but the element.
// Served without indentation and comments, in at most 6 kB.
(() => {
  "use strict";
  if (customElements.get("faultfinder-diagnosis")) return;

  const VERSION = 1;
  const EVENTS = ["ready", "started", "step", "finished", "resize"];
  const TALLEST = 20000;
  // This file lies beside the page that it frames. A module has no currentScript.
  const script = document.currentScript ?? document.querySelector('script[src*="/embed.js"]');
  const home = new URL("./", script?.src ?? location.href);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // The strictest policy of a host page allows a constructed sheet, and CSSOM.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;height:96px;border:0}:host([recorded]) iframe{height:480px}");

  class Diagnosis extends HTMLElement {
    static observedAttributes = ["server", "transport", "recorded", "theme"];

    #frame = null;
    #ready = false;
    #shown = "";
    #theme = "";
    #changes = new MutationObserver(() => this.#followTheme());

    constructor() {
      super();
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    }

    // Gives up the run that is on.
    cancel() {
      this.#tell({ type: "cancel" });
    }

    // Moves the focus to the frame's bar. Only the reader goes on to Run and presses it.
    focusRun() {
      this.#frame?.focus();
      this.#tell({ type: "focus-run" });
    }

    connectedCallback() {
      this.#theme = this.#wantedTheme();
      this.#shown = this.#address();
      this.#ready = false;
      this.#frame = this.#makeFrame();
      this.shadowRoot.replaceChildren(this.#frame);
      addEventListener("message", this);
      dark.addEventListener("change", this);
      // A page that fades to its other theme has its colours at the end.
      document.addEventListener("transitionend", this);
      for (const element of [document.documentElement, document.body]) {
        if (element) this.#changes.observe(element, { attributes: true });
      }
    }

    disconnectedCallback() {
      removeEventListener("message", this);
      dark.removeEventListener("change", this);
      document.removeEventListener("transitionend", this);
      this.#changes.disconnect();
      this.#frame = null;
    }

    attributeChangedCallback(name, before, after) {
      if (!this.#frame || before === after) return;
      if (name === "theme") return this.#followTheme();
      const address = this.#address();
      if (address === this.#shown) return;
      this.#shown = address;
      this.#frame.title = this.#title();
      // The page in the frame stays, and the host's history gets no entry.
      if (this.#ready) this.#frame.contentWindow.location.replace(address);
      else this.#frame.src = address;
    }

    handleEvent(event) {
      if (event.type === "message") this.#hear(event);
      else if (event.type === "change" || event.propertyName === "background-color") this.#followTheme();
    }

    #makeFrame() {
      const frame = document.createElement("iframe");
      frame.title = this.#title();
      frame.loading = "lazy";
      // So the frame learns to which origin it may speak.
      frame.referrerPolicy = "origin";
      frame.allow = "clipboard-write; local-network; loopback-network; local-network-access";
      frame.sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads";
      // Where the schemes differ a frame gets an opaque ground.
      frame.style.colorScheme = this.#theme;
      frame.src = this.#shown;
      return frame;
    }

    #title() {
      const server = this.getAttribute("server");
      if (this.hasAttribute("recorded")) return "Recorded connection diagnosis";
      return server ? `Connection diagnosis of ${server}` : "Connection diagnosis";
    }

    #address() {
      const url = new URL(home);
      const pairs = [["embed", 1], ["theme", this.#theme]];
      // A whole link will do.
      const recorded = this.getAttribute("recorded")?.match(/(\d+\.[\w-]+)\s*$/);
      if (recorded) pairs.push(["report", recorded[1]]);
      else {
        for (const name of ["server", "transport"]) {
          if (this.getAttribute(name)) pairs.push([name, this.getAttribute(name)]);
        }
      }
      url.hash = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
      return url.href;
    }

    #hear({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== home.origin) return;
      if (data?.faultfinder !== VERSION || !EVENTS.includes(data.type)) return;
      const { faultfinder, type, ...detail } = data;
      if (type === "ready") {
        this.#ready = true;
        this.#tell({ type: "set-theme", theme: this.#theme });
      }
      if (type === "resize" && detail.height > 0) {
        this.#frame.style.height = `${Math.min(Math.ceil(detail.height), TALLEST)}px`;
      }
      this.dispatchEvent(new CustomEvent(`faultfinder-${type}`, { detail }));
    }

    #tell(message) {
      if (this.#ready) this.#frame?.contentWindow.postMessage({ faultfinder: VERSION, ...message }, home.origin);
    }

    #followTheme() {
      const theme = this.#wantedTheme();
      if (theme === this.#theme || !this.#frame) return;
      this.#theme = theme;
      this.#shown = this.#address();
      this.#frame.style.colorScheme = theme;
      this.#tell({ type: "set-theme", theme });
    }

    // The attribute, else the scheme that the page declares, else whether it paints itself dark.
    #wantedTheme() {
      const asked = this.getAttribute("theme");
      if (asked === "light" || asked === "dark") return asked;
      const schemes = getComputedStyle(this).colorScheme.split(" ");
      const isDark = schemes.includes("dark");
      if (isDark && schemes.includes("light")) return dark.matches ? "dark" : "light";
      if (isDark) return "dark";
      return !schemes.includes("light") && lightness(this) < 0.5 ? "dark" : "light";
    }
  }

  // How light the ground of an element is, from 0 to 1.
  function lightness(element) {
    for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
      const colour = getComputedStyle(at).backgroundColor;
      const [a = 0, b = 0, c = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      if (colour === "transparent" || alpha === 0) continue;
      if (colour.startsWith("rgb")) return (0.21 * a + 0.72 * b + 0.07 * c) / 255;
      // oklch and oklab begin with a lightness up to 1, lch and lab up to 100.
      return a > 1 ? a / 100 : a;
    }
    return 1;
  }

  customElements.define("faultfinder-diagnosis", Diagnosis);
})();
