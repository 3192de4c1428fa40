/**
 * Runs before the page's modules, and without them: says why the page does not start, and what to
 * do. No module and no word that an old browser does not know, since it is for those too.
 */
(function () {
  var root = document.documentElement;
  var WAIT_MS = 20000;
  var ANSWER_MS = 8000;
  /**
   * In English and in Chinese; here and not in files, since files may be what does not come.
   *
   * @type {Record<string, [en: string, zh: string]>}
   */
  var SENTENCES = {
    needs: [
      "It needs a browser of 2023 or newer: Chrome or Edge 114, Firefox 114, Safari 16.4, or " +
        "later.",
      "需要 2023 年或更新的浏览器：Chrome 或 Edge 114、Firefox 114、Safari 16.4 及以上版本。",
    ],
    reload: ["Reload", "重新加载"],
    stopped: ["not started", "未启动"],
    disk: [
      "This page was opened from the disk, and browsers run no modules from there. Serve its " +
        "folder with any web server, and open it by http.",
      "本页是从磁盘直接打开的，浏览器不会运行其中的模块。请用任意网页服务器提供它所在的文件夹，再通过 http 打开。",
    ],
    old: [
      "This browser is too old for this page: it knows no modules. {0}",
      "此浏览器太旧，不支持模块，无法运行本页。{0}",
    ],
    lacking: [
      "This page needs WebAssembly, which this browser lacks or has switched off (a strict " +
        "security or lockdown mode does that). Switch it on for this page, or use another " +
        "browser.",
      "本页需要 WebAssembly，而此浏览器不支持或已将其关闭（严格的安全模式或锁定模式会这样做）。请为本页启用它，或换用其他浏览器。",
    ],
    blocked: [
      "WebAssembly is blocked here, by a policy, an extension or a security mode ({0}). Allow " +
        "it for this page, or use another browser.",
      "WebAssembly 在这里被策略、扩展程序或安全模式阻止（{0}）。请为本页允许它，或换用其他浏览器。",
    ],
    scalar: [
      "This browser's WebAssembly knows no vectors (SIMD). {0}",
      "此浏览器的 WebAssembly 不支持向量指令（SIMD）。{0}",
    ],
    silent: [
      "The page's program ({0}) could not be loaded: the host does not answer. Reload in a " +
        "while.",
      "无法载入页面的程序（{0}）：服务器没有应答。请稍后重新加载。",
    ],
    refused: [
      "The page's program ({0}) could not be loaded: the server answered {1}. Reload in a " +
        "while.",
      "无法载入页面的程序（{0}）：服务器返回 {1}。请稍后重新加载。",
    ],
    type: [
      "The page's program ({0}) could not be loaded: the server calls it “{1}”, and browsers " +
        "run only JavaScript. Its host has to mend that; reload then.",
      "无法载入页面的程序（{0}）：服务器称其类型为“{1}”，而浏览器只运行 JavaScript。需由网站修正，之后再重新加载。",
    ],
    broke: [
      "The page's program ({0}) could not be loaded: the connection broke. It is there now: " +
        "reload the page.",
      "无法载入页面的程序（{0}）：连接曾中断，现在已恢复。请重新加载页面。",
    ],
    away: [
      "The page's program ({0}) could not be loaded: the host cannot be reached. Check the " +
        "connection and reload the page.",
      "无法载入页面的程序（{0}）：连不上服务器。请检查网络连接，再重新加载页面。",
    ],
    syntax: [
      "This browser does not understand the page's program ({0}). {1}",
      "此浏览器无法理解页面的程序（{0}）。{1}",
    ],
    threw: [
      "Something failed while the page started ({0}). Reload it; if that does not help, please " +
        "report it with these words. What you drew before is kept.",
      "页面启动时出错（{0}）。请重新加载；如果仍然不行，请附上这段文字报告问题。你之前画的内容仍然保留。",
    ],
    late: [
      "The page's program has not arrived after {0} s: the host is slow, or silent. It is " +
        "waited for; reload the page to ask again.",
      "{0} 秒后页面的程序仍未到达：服务器很慢，或没有应答。页面会继续等待；也可重新加载再试。",
    ],
  };
  /** An empty module, and one with a vector. */
  var EMPTY = [0, 97, 115, 109, 1, 0, 0, 0];
  var SIMD = EMPTY.concat([1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15]);
  var said = false;
  /** The page can never run here, though its modules may. */
  var blocked = false;
  /** A script that did not come. */
  var missing = "";

  /** As `wished` of app/words/languages.js has it: the address, what was chosen, the browser. */
  function isChinese() {
    var asked = /[?&]lang=([^&#]*)/.exec(location.search);
    var tags = asked ? [asked[1]] : [];
    try {
      tags.push(localStorage.getItem("metavae.language") || "");
    } catch (_) {
      // Storage may be forbidden.
    }
    tags = tags.concat(navigator.languages || [navigator.language]);
    var known = tags.filter(function (tag) {
      return /^(en|zh)(?![a-z])/i.test(tag || "");
    });
    return known.length > 0 && /^zh/i.test(known[0]);
  }
  var chinese = isChinese();

  /**
   * In the visitor's language, with what is put in.
   *
   * @param {string} name
   * @param {unknown} [first]
   * @param {unknown} [second]
   */
  function words(name, first, second) {
    var values = [first, second];
    return SENTENCES[name][chinese ? 1 : 0].replace(/\{(\d)\}/g, function (_, index) {
      return String(values[Number(index)]);
    });
  }

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
    button.textContent = words("reload");
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
    if (device && final) device.textContent = words("stopped");
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
    if (location.protocol === "file:") return words("disk");
    if (!("noModule" in document.createElement("script"))) return words("old", words("needs"));
    if (typeof WebAssembly !== "object") return words("lacking");
    try {
      new WebAssembly.Module(new Uint8Array(EMPTY));
    } catch (error) {
      return words("blocked", error);
    }
    if (!WebAssembly.validate(new Uint8Array(SIMD.concat([253, 98, 11]))))
      return words("scalar", words("needs"));
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
    setTimeout(function () {
      fail(words("silent", file));
    }, ANSWER_MS);
    fetch(url, { cache: "reload" }).then(
      function (response) {
        var type = (response.headers.get("content-type") || "no type").split(";")[0];
        if (!response.ok) fail(words("refused", file, response.status));
        else if (!/javascript|ecmascript/.test(type)) fail(words("type", file, type));
        else fail(words("broke", file));
      },
      function () {
        fail(words("away", file));
      }
    );
  }

  /** @param {any} error @param {string} message */
  function threw(error, message) {
    var old = error && error.name === "SyntaxError";
    var text = String((error && error.message) || message || error).replace(/\.$/, "");
    if (old) fail(words("syntax", text, words("needs")));
    else fail(words("threw", text));
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
    say(words("late", WAIT_MS / 1000), false);
  }, WAIT_MS);
  // What is said meanwhile goes when the page starts after all.
  new MutationObserver(function () {
    var box = document.getElementById("start-problem");
    if (started() && !blocked && box && box.parentNode) box.parentNode.removeChild(box);
  }).observe(root, { attributes: true, attributeFilter: ["data-started"] });
})();
