import assert from "node:assert/strict";
import { test } from "node:test";

import { Dictionary } from "../../www/app/words/dictionary.js";
import { languageOf, wished } from "../../www/app/words/languages.js";

const marks = JSON.stringify({ ": ": "：", ", ": "，" });

test("a sentence is said in the dictionary's words, and what has no row is not", () => {
  const zh = new Dictionary("zh-Hans", {
    Draw: "绘制",
    "Step {0} of {1}": "第 {0} 步，共 {1} 步",
    "{0} of {1}": "{1} 之 {0}",
    "{0} was refused: {1}.": "{0} 被拒绝：{1}。",
    "it is cut short": "它不完整",
  });
  assert.equal(zh.say(" Draw\n"), " 绘制\n", "space around it stays");
  assert.equal(
    zh.say("Step 3 of 1,200"),
    "第 3 步，共 1,200 步",
    "the longer pattern is the surer",
  );
  assert.equal(zh.say("a.zip was refused: it is cut short."), "a.zip 被拒绝：它不完整。");
  assert.equal(zh.say("Dr"), null);
  assert.equal(zh.say("12.5"), "12.5");
});

test("a name in quotes is the visitor's, unless the row says that it is the page's", () => {
  const zh = new Dictionary("zh-Hans", {
    Draw: "绘制",
    "It is “{0}” now.": "现在它是“{0}”。",
    "“{0}” starts.": "“{0:say}”开始。",
  });
  assert.equal(zh.say("It is “Draw” now."), "现在它是“Draw”。");
  assert.equal(zh.say("“Draw” starts."), "“绘制”开始。");
});

test("what was put side by side is said side by side, with the language's own marks", () => {
  const zh = new Dictionary("zh-Hans", { "between {0}": marks, one: "一", two: "二" });
  assert.equal(zh.say("one: two"), "一：二");
  assert.equal(zh.say("one: three"), null, "all of it, or nothing");
});

test("what is put in side by side is parted where both are known", () => {
  const zh = new Dictionary("zh-Hans", {
    "{0}: usage {1}{2}": "{0}：使用度 {1}{2}",
    ", attention {0} %": "，注意力 {0} %",
    "{0} queries a class, {1}{2}, not transductive": "每类 {0} 个查询，{1}{2}，非转导",
    "alphabets of Omniglot: {0}": "字母表：{0}",
    ", support grown": "，支持集已扩充",
  });
  assert.equal(zh.say("7: usage 0.54, attention 4 %"), "7：使用度 0.54，注意力 4 %");
  assert.equal(zh.say("7: usage 0.54"), "7：使用度 0.54");
  assert.equal(
    zh.say(
      "9 queries a class, alphabets of Omniglot: Greek, Latin, support grown, not transductive",
    ),
    "每类 9 个查询，字母表：Greek, Latin，支持集已扩充，非转导",
  );
});

test("a number in an element of its own may be any", () => {
  const zh = new Dictionary("zh-Hans", {
    "From <span>{0}</span> numbers.": "用 <span>{0}</span> 个数字。",
    "A <b>whole</b> one": "一个<b>整</b>句",
  });
  assert.equal(zh.sentence("From <span>32</span> numbers."), "用 <span>32</span> 个数字。");
  assert.equal(zh.sentence("From <span>2</span> numbers."), "用 <span>2</span> 个数字。");
  assert.equal(zh.sentence("From <span>two</span> numbers."), null);
  assert.equal(zh.sentence("A <b>whole</b> one"), "一个<b>整</b>句");
});

test("a language with more forms than one takes that of the number", () => {
  const pl = new Dictionary("pl", {
    "{0} file{1}": { one: "{0} plik", few: "{0} pliki", many: "{0} plików", other: "{0} pliku" },
  });
  assert.equal(pl.say("1 file"), "1 plik");
  assert.equal(pl.say("3 files"), "3 pliki");
  assert.equal(pl.say("12,005 files"), "12\u00a0005 plików");
});

test("numbers are in the reader's form", () => {
  const de = new Dictionary("de", { "{0} nats": "{0} Nats" });
  assert.equal(de.say("1,234.5 nats"), "1.234,5 Nats");
  assert.equal(de.say("0.001"), "0,001");
  assert.equal(de.say("z₃"), null);
});

test("the address says more than the choice, and that more than the browser", () => {
  const tag = (
    /** @type {string} */ search,
    /** @type {string | null} */ kept,
    /** @type {string[]} */ ...preferred
  ) => wished({ search, kept, preferred }).tag;
  assert.equal(tag("?lang=zh", "en", "en"), "zh");
  assert.equal(tag("?lang=xx", "zh", "en"), "zh");
  assert.equal(tag("", null, "fr-FR", "zh-TW", "en"), "zh");
  assert.equal(tag("", null, "fr"), "en");
  assert.equal(languageOf("zh_CN")?.lang, "zh-Hans");
});
