/** Keeps drawings and own classes between visits, in step with other tabs, and says what fails. */

import { save } from "../app/download.js";
import { Keeper } from "../app/keeper.js";
import { fileOf, keyOf, nameOf, VERSION } from "../app/kept.js";
import { latest } from "../app/latest.js";
import { tell } from "./context.js";
import { KINDS, valuesIn } from "./kept-drawings.js";
import { hash, LEGACY, readLegacy } from "./kept-legacy.js";
import { drawMissing } from "./picture.js";

/** @typedef {import("../app/kept.js").Odd} Odd */

/**
 * @param {import("./context.js").FlowContext} context
 * @param {object} place
 * @param {import("../app/database.js").Database} place.database
 * @param {import("../app/storage.js").KeepingStorage} place.storage Of version 0.1.
 * @param {(names: string[]) => void} place.tell Tells other tabs what changed.
 */
export function keepingFlow(context, { database, storage, tell: tellTabs }) {
  const { store } = context;
  /** @type {Odd[]} */
  let kept = [];
  /** @type {Odd[]} */
  const older = [];
  let read = false;
  const mine = () => valuesIn(store.get());
  const examples = () => store.get().classes.flatMap(({ drawings }) => drawings);
  const odd = () => [...kept, ...older];

  /**
   * @param {string} code
   * @param {string} text
   * @param {import("../app/notices.js").Notice["action"]} action
   */
  const say = (code, text, action) =>
    store.dispatch({ type: "notice/shown", kind: "warning", code, text, action });

  const sayOdd = () => {
    const { length } = odd();
    if (length === 0) return store.dispatch({ type: "notice/cleared", code: "kept-aside" });
    const [{ wrong }] = odd();
    const many =
      length === 1
        ? "One entry that this browser keeps for the page cannot be used: it"
        : `${length} entries that this browser keeps for the page cannot be used: the first`;
    say("kept-aside", `${many} ${wrong}. They stay there untouched; everything else is here.`, {
      label: "Download them",
      intent: "saveOdd",
    });
  };

  const keeper = new Keeper({
    database,
    kinds: KINDS,
    mine,
    tell: tellTabs,
    heard: (entries, gone) => store.dispatch({ type: "kept/heard", entries, gone }),
    settled(error) {
      read ||= !error;
      // What was kept before may be there all the same: that is a reason to say it.
      if (error && (!read || keeper.unkept())) say("storage", ...wordsFor(error));
      else if (!error && store.get().notices.some(({ code }) => code === "storage"))
        store.dispatch({ type: "notice/cleared", code: "storage" });
    },
    cleared() {
      if (mine().size === 0) return;
      const text =
        "What this browser kept for the page was deleted from outside this tab. Your drawings " +
        "and classes are still here, but only until you leave.";
      say("storage-cleared", text, { label: "Keep them again", intent: "keepAgain" });
    },
    odd(found) {
      kept = found;
      sayOdd();
    },
  });

  /** @param {string} name @param {string} reason */
  const setAside = (name, reason) => {
    keeper.setAside(name, `is refused by the engine (${reason.replace(/\.$/, "")})`);
    store.dispatch({ type: "kept/heard", entries: [], gone: [name] });
  };

  /** Takes over what version 0.1 kept, once. What it holds beyond that stays as it is. */
  const takeLegacy = async () => {
    for (const key of LEGACY) {
      const text = storage.getItem(key);
      if (text === null) continue;
      const found = readLegacy(key, text);
      older.push(...found.odd);
      const mark = hash(text);
      if ((await keeper.noted(key).catch(() => null)) !== mark) {
        const here = mine();
        const entries = found.entries.filter(({ kind, id }) => !here.has(nameOf(kind, id)));
        store.dispatch({ type: "kept/heard", entries, gone: [] });
        await keeper.settle();
        // Where nothing can be kept, it is all that keeps them.
        if (keeper.unkept()) continue;
        await keeper.note(key, mark);
      }
      if (found.odd.length === 0 && storage.getItem(key) === text) storage.removeItem(key);
    }
  };

  return {
    /** Brings back what is kept, and what other tabs changed while this one did not listen. */
    listen: () => keeper.hear(null),
    async start() {
      await keeper.hear(null);
      try {
        await takeLegacy();
      } catch (error) {
        tell(context, error);
      }
      if (older.length > 0) sayOdd();
    },
    /** @param {string[]} names What another tab changed. */
    hear: (names) => keeper.hear(names),
    /** Called when a drawing or a class has changed. */
    follow: () => void keeper.settle(),
    keepAgain: () => void keeper.keepAgain(),
    unkept: () => keeper.unkept(),
    undrawn: () => [...store.get().strip, ...examples()].some(({ image }) => !image),
    /** Draws what has no picture yet. */
    drawMissing: latest(async () => {
      try {
        await drawMissing(
          context,
          () => store.get().strip,
          (images) => store.dispatch({ type: "strip/drawn", images }),
          (id, reason) => setAside(nameOf("drawing", id), reason),
        );
        await drawMissing(
          context,
          examples,
          (images) => store.dispatch({ type: "classes/pictured", images }),
          (id, reason) => setAside(nameOf("example", id), reason),
        );
      } catch (error) {
        tell(context, error);
      }
    }),
    saveOdd: () => save(fileOf(odd().map(({ record }) => record)), "metavae-not-understood.json"),
    saveMine() {
      const entries = [...mine()].map(([name, value], order) => {
        const [kind, id] = keyOf(name);
        return { kind, id, version: VERSION, order, revision: 0, value };
      });
      save(fileOf(entries), "metavae-kept.json");
    },
  };
}

/**
 * What hinders the browser from keeping anything, and what can be done.
 *
 * @param {any} error
 * @returns {[string, import("../app/notices.js").Notice["action"]]}
 */
function wordsFor(error) {
  const gone = "What is new is only in this tab, and gone when you leave.";
  const download = /** @type {const} */ ({ label: "Download it", intent: "saveKept" });
  switch (error?.name) {
    case "VersionError":
      return [
        "A newer version of this page has changed how this browser keeps drawings and classes. " +
          `Nothing of it is touched. ${gone} Reload to get that version.`,
        download,
      ];
    case "QuotaExceededError":
      return [
        `This browser has no room left to keep your drawings and classes. ${gone} Delete some ` +
          "drawings, or free some space on this device.",
        download,
      ];
    default: {
      const reason = String(error?.message ?? error).replace(/\.$/, "");
      return [`This browser does not keep your drawings and classes: ${reason}. ${gone}`, download];
    }
  }
}
