/**
 * Runs before the page's modules, and without them: says why the page does not start, and what to
 * do. No module and no word that an old browser does not know, since it is for those too.
 */
(function () {
  var root = document.documentElement;
  var WAIT_MS = 20000;
  var ANSWER_MS = 8000;
  var NEEDS =
    "It needs a browser of 2023 or newer: Chrome or Edge 114, Firefox 114, Safari 16.4, or later.";
  /** An empty module, and one with a vector. */
  var EMPTY = [0, 97, 115, 109, 1, 0, 0, 0];
  var SIMD = EMPTY.concat([1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15]);
  var said = false;
  /** The page can never run here, though its modules may. */
  var blocked = false;
  /** A script that did not come. */
  var missing = "";

  function started() {
    return root.getAttribute("data-started") === "true";
  }

  /**
   * Shows a sentence in place of what does not come.
   *
   * @param {string} text
   * @param {boolean} final
   */
  function say(text, final) {
    if ((started() && !blocked) || said) return;
    said = final;
    var old = document.getElementById("start-problem");
    var box = old || document.createElement("div");
    if (!old) {
      box.id = "start-problem";
      box.className = "notice start-problem";
      box.setAttribute("role", "alert");
      box.setAttribute("data-testid", "start-problem");
      box.setAttribute("data-kind", "error");
    }
    box.textContent = "";
    var line = document.createElement("p");
    line.textContent = text + " ";
    box.appendChild(line);
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Reload";
    button.addEventListener("click", function () {
      function reload() {
        location.reload();
      }
      // Past the browser's cache, which may keep what was wrong with it.
      if (missing) fetch(missing, { cache: "reload" }).then(reload, reload);
      else reload();
    });
    box.appendChild(button);
    var main = document.querySelector("main") || document.body;
    main.insertBefore(box, main.firstChild);
    var device = document.querySelector('[data-testid="status-device"]');
    if (device && final) device.textContent = "not started";
  }

  /** @param {string} text */
  function fail(text) {
    function act() {
      say(text, true);
    }
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
    else act();
  }

  /** Why the page cannot run here, if it cannot. */
  function obstacle() {
    if (location.protocol === "file:")
      return (
        "This page was opened from the disk, and browsers run no modules from there. Serve its " +
        "folder with any web server, and open it by http."
      );
    if (!("noModule" in document.createElement("script")))
      return "This browser is too old for this page: it knows no modules. " + NEEDS;
    if (typeof WebAssembly !== "object")
      return (
        "This page needs WebAssembly, which this browser lacks or has switched off (a strict " +
        "security or lockdown mode does that). Switch it on for this page, or use another browser."
      );
    try {
      new WebAssembly.Module(new Uint8Array(EMPTY));
    } catch (error) {
      return (
        "WebAssembly is blocked here, by a policy, an extension or a security mode (" +
        error +
        "). Allow it for this page, or use another browser."
      );
    }
    if (!WebAssembly.validate(new Uint8Array(SIMD.concat([253, 98, 11]))))
      return "This browser's WebAssembly knows no vectors (SIMD). " + NEEDS;
    return "";
  }

  /**
   * A script did not come, or not as one: asks for it once more, to say why.
   *
   * @param {string} url
   */
  function explain(url) {
    missing = url;
    var file = url.replace(/\?.*$/, "").replace(/^.*\//, "");
    var start = "The page's program (" + file + ") could not be loaded: ";
    setTimeout(function () {
      fail(start + "the host does not answer. Reload in a while.");
    }, ANSWER_MS);
    fetch(url, { cache: "reload" }).then(
      function (response) {
        var type = (response.headers.get("content-type") || "no type").split(";")[0];
        if (!response.ok)
          fail(start + "the server answered " + response.status + ". Reload in a while.");
        else if (!/javascript|ecmascript/.test(type))
          fail(
            start +
              "the server calls it “" +
              type +
              "”, and browsers run only JavaScript. Its host has to mend that; reload then."
          );
        else fail(start + "the connection broke. It is there now: reload the page.");
      },
      function () {
        fail(start + "the host cannot be reached. Check the connection and reload the page.");
      }
    );
  }

  /** @param {any} error @param {string} message */
  function threw(error, message) {
    var old = error && error.name === "SyntaxError";
    var text = String((error && error.message) || message || error).replace(/\.$/, "");
    if (old) fail("This browser does not understand the page's program (" + text + "). " + NEEDS);
    else
      fail(
        "Something failed while the page started (" +
          text +
          "). Reload it; if that does not help, please report it with these words. What you drew " +
          "before is kept."
      );
  }

  var text = obstacle();
  if (text) {
    blocked = true;
    root.setAttribute("data-blocked", "true");
    fail(text);
  }

  // Capturing: what fails to load says so to itself alone.
  window.addEventListener(
    "error",
    function (event) {
      if (started()) return;
      var target = event.target;
      if (target instanceof HTMLScriptElement) explain(target.src);
      else if (target === window) threw(event.error, event.message);
    },
    true
  );
  window.addEventListener("unhandledrejection", function (event) {
    if (!started()) threw(event.reason, "");
  });
  setTimeout(function () {
    if (started()) return;
    say(
      "The page's program has not arrived after " +
        WAIT_MS / 1000 +
        " s: the host is slow, or silent. It is waited for; reload the page to ask again.",
      false
    );
  }, WAIT_MS);
  // What is said meanwhile goes when the page starts after all.
  new MutationObserver(function () {
    var box = document.getElementById("start-problem");
    if (started() && !blocked && box && box.parentNode) box.parentNode.removeChild(box);
  }).observe(root, { attributes: true, attributeFilter: ["data-started"] });
})();
