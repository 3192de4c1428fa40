/** What no tool says of the page's files: how long they are, and who may know whom. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { circlesIn, filesIn, importsIn } from "./imports.js";
import { upward } from "./layers.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["www", "tests/js", "tests/e2e", "bench"];
/** Written by programs, or none of ours. */
const NOT_BY_HAND =
  /^(www\/(data|weights)|bench\/node_modules)\/|^www\/engine\/(wire\.d\.ts|limits\.js)$|\.json$/;
const COLUMNS = 100;
const LINES = 300;
const byHand = FOLDERS.flatMap((folder) =>
  filesIn(join(ROOT, folder)).map((path) => `${folder}/${path}`),
).filter((path) => !NOT_BY_HAND.test(path));
/** @param {string} path */
const lines = (path) => readFileSync(join(ROOT, path), "utf8").trimEnd().split("\n");
/** @param {string} path */
const isScript = (path) => /\.(m?js|d\.ts)$/.test(path);

test("the formatter and the linter have nothing to say", () => {
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const said = spawnSync(process.execPath, [biome, "check", "--error-on-warnings"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  assert.equal(said.status, 0, `${said.stdout}\n${said.stderr}`);
});

test("no line of JavaScript is longer than 100 columns", () => {
  const long = byHand.filter(isScript).flatMap((path) =>
    lines(path).flatMap((line, at) => {
      const columns = [...line].length;
      return columns > COLUMNS ? [`${path}:${at + 1} has ${columns}`] : [];
    }),
  );
  assert.ok(byHand.filter(isScript).length > 150, "the files were found");
  assert.deepEqual(long, []);
});

test("no file is longer than 300 lines", () => {
  const text = byHand.filter((path) => isScript(path) || /\.(css|html)$/.test(path));
  const long = text.filter((path) => lines(path).length > LINES);
  assert.deepEqual(long, []);
});

/** The modules of a folder as the page has them. @param {string} folder */
const modulesIn = (folder) =>
  filesIn(folder).filter(
    (path) => isScript(path) && path !== "vendor.d.ts" && !/^data\//.test(path),
  );

/**
 * Types may look back to the page's state, since every area hears every action; nothing else may.
 *
 * @param {import("./imports.js").Import[]} imports
 */
const circles = (imports) =>
  circlesIn(imports.filter(({ to, typeOnly }) => !typeOnly || to !== "state/page.js"));

test("imports go one way, and in no circle", () => {
  const www = join(ROOT, "www");
  const imports = importsIn(www, modulesIn(www));
  assert.ok(imports.filter(({ typeOnly }) => !typeOnly).length > 250, "imports were found");
  assert.ok(imports.filter(({ typeOnly }) => typeOnly).length > 150, "types were found");
  assert.deepEqual(upward(imports), []);
  assert.deepEqual(circles(imports), []);
});

/** What is found in a page that is made of these files. @param {Record<string, string>} files */
function found(files) {
  const folder = mkdtempSync(join(tmpdir(), "tidy-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const imports = importsIn(folder, modulesIn(folder));
    return { upward: upward(imports), circles: circles(imports) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("an import against the direction is found, however it is written", () => {
  const flow = "export const flow = 1;";
  const bad = {
    "a line": 'import { flow } from "../flows/draw.js";\nexport const view = flow;',
    "many lines": 'import {\n  flow,\n} from "../flows/draw.js";\nexport const view = flow;',
    "for its effect": 'import "../flows/draw.js";',
    "handed on": 'export { flow } from "../flows/draw.js";',
    "when it runs": 'export const view = () => import("../flows/draw.js");',
    "a type": '/** @typedef {typeof import("../flows/draw.js").flow} Flow */',
  };
  for (const [how, text] of Object.entries(bad)) {
    const { upward } = found({ "flows/draw.js": flow, "views/draw.js": text });
    assert.deepEqual(upward, ["views/draw.js may not import flows/draw.js"], how);
  }
  const said = '// import { flow } from "../flows/draw.js";\nexport const view = "import";';
  assert.deepEqual(found({ "flows/draw.js": flow, "views/draw.js": said }).upward, []);
});

test("who speaks to the engine but flows is found", () => {
  const session = { "engine/session.js": "export class EngineSession {}" };
  const opens = 'import { EngineSession } from "./engine/session.js";\nnew EngineSession();';
  assert.deepEqual(found({ ...session, "main.js": opens }).upward, []);
  assert.deepEqual(found({ ...session, "few-shot-wiring.js": opens }).upward, [
    "few-shot-wiring.js speaks to the engine through engine/session.js, which is for flows",
  ]);
  const up = opens.replace("./", "../");
  assert.deepEqual(found({ ...session, "flows/draw.js": up }).upward, []);
  assert.equal(found({ ...session, "state/draw.js": up }).upward.length, 1);
  assert.equal(found({ ...session, "views/draw.js": up }).upward.length, 2);
});

test("a folder without a rule and a type that is not there are found", () => {
  const rooms = { "rooms/see.js": 'import "../app/dom.js";', "app/dom.js": "" };
  assert.deepEqual(found(rooms).upward, ["rooms/see.js stands in a folder without a rule"]);
  const lost = { "app/dom.js": '/** @typedef {import("./gone.js").Gone} Gone */' };
  assert.throws(() => found(lost), /app\/dom\.js takes a type from \.\/gone\.js/);
});

test("a circle is found, of types as of code, but for the state's own", () => {
  const circle = {
    "app/a.js": 'import "./b.js";',
    "app/b.js": 'import "./c.js";',
    "app/c.js": '/** @typedef {import("./a.js").A} A */',
  };
  assert.deepEqual(found(circle).circles, [["app/a.js", "app/b.js", "app/c.js"]]);
  const state = {
    "state/page.js": 'import "./draw.js";',
    "state/draw.js": '/** @typedef {import("./page.js").Action} Action */',
  };
  assert.deepEqual(found(state).circles, []);
  const runs = { ...state, "state/draw.js": 'import "./page.js";' };
  assert.equal(found(runs).circles.length, 1);
});
