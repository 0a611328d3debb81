// Streams an answer, suggests while typing, copies, enlarges a page. Everything also works without it.
"use strict";

(() => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `pykala_script=on; Path=/; SameSite=Lax${secure}`; // from now on answers are streamed
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const say = (text) => { document.getElementById("told").textContent = text; };
  const made = (html) => document.createRange().createContextualFragment(html);

  // What only works with script shows itself.
  const awaken = (within) => {
    for (const button of all("[data-copy], [data-copy-text], [data-print]", within)) button.hidden = false;
    if (matchMedia("(max-width: 60rem)").matches) for (const each of all(".facets > details", within)) each.open = false;
  };

  // Copying

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-text]");
    if (!button) return;
    const { copy, copyText, path, copied } = button.dataset;
    const text = copy ? document.getElementById(copy).textContent : copyText + location.origin + path;
    try {
      await navigator.clipboard.writeText(text.trim());
      say(copied);
      const before = button.textContent;
      button.textContent = copied;
      setTimeout(() => { button.textContent = before; }, 2000);
    } catch {
      prompt("", text.trim()); // where the clipboard is closed, as on plain HTTP
    }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

  // Streaming

  const stream = () => {
    const place = document.getElementById("stream");
    if (!place) return;
    const source = new EventSource(place.dataset.address);
    const answer = document.getElementById("answer");
    const end = (text) => {
      source.close();
      answer.classList.remove("working");
      answer.removeAttribute("aria-busy");
      for (const each of all(".wait, .slow", answer)) each.remove();
      if (text) answer.append(Object.assign(document.createElement("p"), { className: "notice", textContent: text }));
    };
    source.addEventListener("results", (event) => {
      document.getElementById("found").replaceWith(made(JSON.parse(event.data).html));
      awaken(document.getElementById("found"));
    });
    source.addEventListener("claim", (event) => {
      const { html, said } = JSON.parse(event.data);
      answer.querySelector(".claims").append(made(html));
      say(said);
    });
    source.addEventListener("done", (event) => {
      const whole = made(JSON.parse(event.data).html).firstElementChild;
      end("");
      const claims = answer.querySelector(".claims");
      if (claims.contains(document.activeElement)) answer.append(whole.querySelector(".answer-tail")); // keep the focus
      else answer.replaceWith(whole);
      awaken(document.getElementById("answer"));
      say(whole.querySelector(".none-text")?.textContent || place.dataset.done);
    });
    source.addEventListener("failed", (event) => { const { text } = JSON.parse(event.data); end(text); say(text); });
    source.onerror = () => { end(place.dataset.failed); say(place.dataset.failed); };
  };

  // Suggestions: a combobox with a list that opens below

  const suggest = (input) => {
    const list = Object.assign(document.createElement("ul"), { className: "suggestions", id: "suggestions", hidden: true });
    const settings = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(settings)) input.setAttribute(name, value);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.label);
    input.after(list);
    let at = -1, asking = null, waiting = 0, typed = input.value;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (place) => {
      at = place;
      for (const [index, option] of [...list.children].entries()) {
        option.setAttribute("aria-selected", String(index === at));
        if (index === at) option.scrollIntoView({ block: "nearest" });
      }
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[at].id);
      input.value = at < 0 ? typed : list.children[at].dataset.text;
    };
    const show = (found) => {
      list.replaceChildren(...found.map((each, index) => {
        const option = document.createElement("li");
        Object.assign(option, { id: `suggestion-${index}` }).setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.text = each.text;
        const text = Object.assign(document.createElement("span"), { textContent: each.text });
        const detail = Object.assign(document.createElement("small"), { textContent: each.detail });
        option.append(text, detail);
        return option;
      }));
      list.hidden = !found.length;
      at = -1;
      input.setAttribute("aria-expanded", String(!list.hidden));
      if (found.length) say(input.dataset.counted.replace("#", found.length));
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const reply = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
        if (reply.ok && document.activeElement === input) show((await reply.json()).suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close(); // typing goes on without suggestions
      }
    };
    input.addEventListener("input", () => {
      typed = input.value;
      clearTimeout(waiting);
      if (typed.trim().length < 2) { asking?.abort(); close(); } else waiting = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
      const count = list.hidden ? 0 : list.children.length;
      if (event.key === "Escape" && count) { event.preventDefault(); choose(-1); close(); }
      else if (event.key === "ArrowDown" && count) { event.preventDefault(); choose(at + 1 < count ? at + 1 : -1); }
      else if (event.key === "ArrowUp" && count) { event.preventDefault(); choose(at < 0 ? count - 1 : at - 1); }
      else if (event.key === "Enter" || event.key === "Tab") { clearTimeout(waiting); asking?.abort(); close(); }
    });
    input.addEventListener("blur", () => { clearTimeout(waiting); asking?.abort(); setTimeout(close, 150); });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("li");
      if (!option) return;
      event.preventDefault();
      input.value = option.dataset.text;
      close();
      input.form.requestSubmit();
    });
  };

  // A page of the original, larger

  const enlarge = (event) => {
    const link = event.target.closest("a[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const dialog = Object.assign(document.createElement("dialog"), { className: "enlarged" });
    dialog.setAttribute("aria-label", link.dataset.zoom);
    const tools = Object.assign(document.createElement("div"), { className: "enlarged-tools" });
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    for (const each of link.children) sheet.append(each.cloneNode(true));
    let width = 100;
    const tool = (text, name, does) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", does);
      tools.append(button);
    };
    const zoom = (by) => { width = Math.min(300, Math.max(50, width + by)); sheet.style.width = `${width}%`; };
    tool("×", link.dataset.close, () => dialog.close());
    tool("+", link.dataset.larger, () => zoom(25));
    tool("−", link.dataset.smaller, () => zoom(-25));
    dialog.append(tools, sheet);
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  };
  document.addEventListener("click", enlarge);

  awaken(document);
  for (const input of all("[data-suggest]")) suggest(input);
  stream();
})();
