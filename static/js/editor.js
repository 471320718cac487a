/* The rich text editor over a text box marked `data-rich-text`. Without this file the box itself is used. */

const HAN = "[\\u3000-\\u303f\\u3400-\\u9fff\\uff00-\\uffef]";
const WRAPPED = new RegExp(`(?<=${HAN})[ \\t\\r]*\\n[ \\t\\r]*(?=${HAN})`, "g");
const DECIMAL = /^(\d{1,3})[.、．)）]$/;
const WRITTEN = /^(?:[（(]?(?:\d|[a-z]{1,4}|[一二三四五六七八九十百零〇]+)[.、．)）]|第.+|[①-⑳].?|\d+(?:\.\d+)+\.?)$/i;
const OUR_PICTURE = /^(?:https?:\/\/[^/?#]+)?(?:\/[a-z0-9-]+)?\/pictures\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/$/;
const LINK = /^(?:https?:\/\/|mailto:|tel:|\/(?![/\\]))[^\s\\<>"]*$/i;
const LOOKS = [
  [/font-weight:(?:bold|[6-9]00)/, "strong"], [/font-style:italic/, "em"], [/text-decoration[^;]*underline/, "u"],
  [/text-decoration[^;]*line-through/, "s"], [/vertical-align:sub/, "sub"], [/vertical-align:super/, "sup"],
];
const STYLES = [["0", "正文"], ["2", "一级标题"], ["3", "二级标题"], ["4", "三级标题"]];

/* ---- what Word and WPS paste: as much as the editor's schema would lose; the server does the rest ---- */

/** Pasted HTML with lists, headings and words as they were meant. `found.pictures` counts pictures left out. */
function pasted(html, found) {
  const body = new DOMParser().parseFromString(unstyled(html), "text/html").body;
  body.querySelectorAll("script, title, colgroup, col, del").forEach((one) => one.remove());
  for (const one of [...body.querySelectorAll("[data-look]")]) {
    one.dataset.look = one.dataset.look.toLowerCase().replace(/\s*([:;])\s*/g, "$1");
    if (/mso-hide:all|display:none|mso-element:comment/.test(one.dataset.look)) one.remove();
    else marked(one);
  }
  for (const image of body.querySelectorAll("img")) {
    if (OUR_PICTURE.test(image.getAttribute("src") || "")) continue;
    image.remove();
    found.pictures += 1;
  }
  for (const link of body.querySelectorAll("a")) {
    if (!LINK.test((link.getAttribute("href") || "").trim())) link.replaceWith(...link.childNodes);
  }
  keepRight(body);
  foldHeadings(body);
  gatherLists(body);
  dropIndents(body);
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(WRAPPED, "");
  return body.innerHTML;
}

/** HTML whose styles are data: the page's policy refuses style attributes even in a document that is only read. */
function unstyled(html) {
  const rename = (tag) => tag.replace(/([\s"'])style\s*=/gi, "$1data-look=");
  return html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, "").replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, rename);
}

/** Marks that a style gave: bold, italic, underlined and so on become elements. */
function marked(one) {
  for (const [look, tag] of LOOKS) {
    if (!look.test(one.dataset.look) || one.closest(`${tag}`) || one.tagName !== "SPAN") continue;
    const made = document.createElement(tag);
    made.append(...one.childNodes);
    one.append(made);
  }
}

function foldHeadings(body) {
  const shift = [...body.querySelectorAll("h1")].some((one) => one.textContent.trim()) ? 1 : 0;
  for (const old of [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")]) {
    const level = Math.min(Math.max(Number(old.tagName[1]) + shift, 2), 4);
    const made = document.createElement(`h${level}`);
    made.append(...old.childNodes);
    old.replaceWith(made);
  }
}

/** What stood at the right, a signature and its date, stays there. */
function keepRight(body) {
  for (const paragraph of body.querySelectorAll("p")) {
    const said = paragraph.closest('[data-look*="text-align"], [align]');
    const where = said && (/text-align:(\w+)/.exec(said.dataset.look || "")?.[1] || said.getAttribute("align"));
    if (where) paragraph.className = where === "right" ? "right" : "";
  }
}

/** No empty paragraphs between others, no blanks that only indent. */
function dropIndents(body) {
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const alone = !paragraph.previousElementSibling && !paragraph.nextElementSibling;
    if (!alone && !paragraph.textContent.trim() && !paragraph.querySelector("img")) { paragraph.remove(); continue; }
    const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      texts.currentNode.data = texts.currentNode.data.trimStart();
      if (texts.currentNode.data) break;
    }
  }
}

/** Paragraphs that Word numbers itself (`mso-list`) become lists; a number such as （一） stays text. */
function gatherLists(body) {
  let chain = [];  // the open lists, outermost first: {level, list}
  let last = null;
  for (const paragraph of [...body.querySelectorAll("p, h2, h3, h4, div")]) {
    const level = /mso-list:[^;]*level(\d)/.exec(paragraph.dataset.look || "");
    if (!level) continue;
    const marker = [...paragraph.querySelectorAll('[data-look*="mso-list:ignore"]')];
    const text = marker.map((one) => one.textContent).join("").replace(/[\s\u00a0]+/g, "");
    marker.forEach((one) => one.remove());
    const decimal = DECIMAL.exec(text);
    if (!decimal && WRITTEN.test(text)) {
      paragraph.prepend(text);
      continue;
    }
    if (last && !adjoin(last, paragraph)) chain = [];
    const depth = Math.min(Number(level[1]), 6);
    const tag = decimal ? "OL" : "UL";
    while (chain.length && chain.at(-1).level > depth) chain.pop();
    if (chain.length && chain.at(-1).level === depth && chain.at(-1).list.tagName !== tag) chain.pop();
    if (!chain.length || chain.at(-1).level < depth) {
      const list = document.createElement(tag);
      if (decimal && decimal[1] !== "1") list.setAttribute("start", decimal[1]);
      if (chain.length) chain.at(-1).list.lastElementChild.append(list);
      else paragraph.before(list);
      chain.push({ level: depth, list });
    }
    const item = document.createElement("li");
    const words = document.createElement("p");
    words.append(...paragraph.childNodes);
    item.append(words);
    chain.at(-1).list.append(item);
    paragraph.remove();
    last = chain[0].list;
  }
}

/** Whether nothing but blanks stands between the list and the paragraph. */
function adjoin(list, paragraph) {
  let next = list.nextSibling;
  while (next && next.nodeType !== Node.ELEMENT_NODE && !next.textContent.trim()) next = next.nextSibling;
  return next === paragraph;
}

/* ---- dialogs ---- */

/** Ask for values in a dialog of the editor; null when it was closed. */
async function ask(kit, editor, title, fields, values = {}, submitText = "确定") {
  const answer = kit.updateAttrsDialog(fields, { title, submitText })(editor, values);
  const dialog = editor.view.dom.parentElement.querySelector("dialog");
  dialog.setAttribute("aria-label", title);
  const cancel = dialog.querySelector('button[value="cancel"]');
  if (cancel) cancel.textContent = "取消";
  return answer;
}

async function askTable(kit, editor) {
  const size = { type: "string", format: "number", min: "1", max: "50" };
  const fields = {
    rows: { ...size, title: "行数", default: "3" },
    cols: { ...size, title: "列数", default: "3" },
    head: { type: "boolean", title: "第一行是表头", default: true },
  };
  const told = await ask(kit, editor, "插入表格", fields, {}, "插入");
  if (!told) return;
  editor.chain().focus().insertTable({ rows: Number(told.rows) || 3, cols: Number(told.cols) || 3, withHeaderRow: told.head }).run();
}

async function askLink(kit, editor, say) {
  const inLink = editor.isActive("link");
  const { empty } = editor.state.selection;
  const fields = { href: { type: "string", title: "网址", description: "以 https:// 或 / 开头", required: true } };
  if (empty && !inLink) fields.words = { type: "string", title: "显示的文字", required: true };
  const told = await ask(kit, editor, inLink ? "修改链接" : "插入链接", fields, { href: editor.getAttributes("link").href });
  if (!told) return;
  if (!LINK.test(told.href.trim())) { say("没有链接：网址要以 https:// 或 / 开头。"); return; }
  const attrs = { href: told.href.trim() };
  const chain = editor.chain().focus();
  if (inLink) chain.extendMarkRange("link").updateAttributes("link", attrs).run();
  else if (empty) chain.insertContent({ type: "text", text: told.words, marks: [{ type: "link", attrs }] }).run();
  else chain.setLink(attrs).run();
}

/** The picture at the cursor: its node and place. */
function pictureAt({ selection }) {
  if (selection.node?.type.name === "image") return { node: selection.node, at: selection.from };
  const figure = selection.node?.type.name === "figure" ? selection.node : selection.$from.node(1);
  if (figure?.type.name !== "figure") return null;
  return { node: figure.firstChild, at: (selection.node ? selection.from : selection.$from.before(1)) + 1 };
}

async function askPicture(kit, editor, textarea, say) {
  const there = pictureAt(editor.state);
  const pictures = JSON.parse(textarea.dataset.pictures || "[]");
  const labels = pictures.map((one, i) => `${i + 1}. ${one.name}`);
  const fields = {};
  if (!there && pictures.length) fields.picture = { type: "string", title: "图片", enum: labels };
  if (!there && !pictures.length) fields.src = { type: "string", title: "图片地址", description: "本站图片的地址", required: true };
  fields.alt = { type: "string", title: "替代文字", description: "必填：一句话说清图里是什么", required: true };
  if (!there) fields.caption = { type: "string", title: "图注", description: "可不填，显示在图下" };
  const title = there ? "修改图片" : "插入图片";
  const told = await ask(kit, editor, title, fields, { alt: there?.node.attrs.alt || "", picture: labels[0] }, there ? "确定" : "插入");
  if (!told) return;
  const alt = told.alt.trim();
  const src = there ? there.node.attrs.src : told.picture ? pictures[labels.indexOf(told.picture)].path : told.src.trim();
  if (!alt) { say("没有插入：每张图片都要写替代文字。"); return; }
  if (!OUR_PICTURE.test(src)) { say("没有插入：只能用本站上传的图片。"); return; }
  if (there) {
    editor.chain().focus().setNodeSelection(there.at).updateAttributes("image", { alt }).run();
    return;
  }
  const content = [{ type: "image", attrs: { src, alt } }];
  if (told.caption.trim()) content.push({ type: "caption", content: [{ type: "text", text: told.caption.trim() }] });
  editor.chain().focus().insertContent({ type: "figure", content }).run();
}

/* ---- toolbar ---- */

/** Groups of tools: words on the button, what it does, and whether it is on. */
function tools(kit, editor, textarea, say) {
  const mark = (name, label, keys) => ({
    label, keys, run: () => editor.chain().focus().toggleMark(name).run(),
    on: () => editor.isActive(name), can: () => editor.can().toggleMark(name),
  });
  const act = (label, command, more = {}) => ({
    label, run: () => editor.chain().focus()[command]().run(), can: () => editor.can()[command](), ...more,
  });
  return [
    [mark("bold", "加粗", "Ctrl+B"), mark("italic", "斜体", "Ctrl+I"), mark("underline", "下划线", "Ctrl+U"),
      mark("strike", "删除线"), mark("superscript", "上标"), mark("subscript", "下标")],
    [act("项目符号", "toggleBulletList", { on: () => editor.isActive("bulletList") }),
      act("编号", "toggleOrderedList", { on: () => editor.isActive("orderedList") }),
      act("引用", "toggleBlockquote", { on: () => editor.isActive("blockquote") }),
      {
        label: "右对齐", on: () => editor.isActive("paragraph", { right: true }),
        run: () => editor.chain().focus().updateAttributes("paragraph", { right: !editor.isActive("paragraph", { right: true }) }).run(),
        can: () => editor.state.selection.$from.depth === 1 && editor.isActive("paragraph"),
      }],
    [{ label: "链接", run: () => askLink(kit, editor, say), on: () => editor.isActive("link") },
      act("取消链接", "unsetLink", { shown: () => editor.isActive("link") }),
      { label: "表格", run: () => askTable(kit, editor), can: () => !editor.isActive("table") },
      { label: "图片", run: () => askPicture(kit, editor, textarea, say), on: () => Boolean(pictureAt(editor.state)) },
      act("横线", "setHorizontalRule")],
    [act("撤销", "undo", { keys: "Ctrl+Z" }), act("重做", "redo", { keys: "Ctrl+Y" })],
    ["加一行:addRowAfter", "加一列:addColumnAfter", "删行:deleteRow", "删列:deleteColumn", "合并格:mergeCells",
      "拆分格:splitCell", "表头格:toggleHeaderCell", "删表格:deleteTable"].map((each) => {
      const [label, command] = each.split(":");
      return act(label, command, { shown: () => editor.isActive("table") });
    }),
  ];
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** One tab stop; arrows move between the buttons, Escape goes back to the text. */
function toolbar(editor, groups, name) {
  const bar = element("div", { role: "toolbar", "aria-label": `${name}的格式`, class: "editor-bar" });
  const style = element("select", { "aria-label": "段落样式", class: "editor-style" },
    ...STYLES.map(([level, label]) => element("option", { value: level }, label)));
  style.addEventListener("change", () => {
    const level = Number(style.value);
    if (level) editor.chain().focus().setHeading({ level }).run();
    else editor.chain().focus().setParagraph().run();
  });
  bar.append(style);
  const buttons = groups.map((group) => {
    const holder = element("span", { class: "editor-group" });
    bar.append(holder);
    return group.map((tool) => {
      const button = element("button", { type: "button", tabindex: "-1" }, tool.label);
      if (tool.keys) button.title = tool.keys;
      button.addEventListener("mousedown", (event) => event.preventDefault());  // the selection stays where it is
      button.addEventListener("click", () => { if (button.getAttribute("aria-disabled") !== "true") tool.run(); });
      holder.append(button);
      return [button, tool];
    });
  }).flat();
  const shown = () => buttons.map(([button]) => button).filter((button) => !button.hidden);
  const refresh = () => {
    style.value = String(editor.getAttributes("heading").level || 0);
    for (const [button, tool] of buttons) {
      button.hidden = tool.shown ? !tool.shown() : false;
      if (tool.on) button.setAttribute("aria-pressed", String(Boolean(tool.on())));
      button.setAttribute("aria-disabled", String(tool.can ? !tool.can() : false));
    }
    bar.querySelectorAll(".editor-group").forEach((group) => { group.hidden = !group.querySelector("button:not([hidden])"); });
    if (!shown().some((button) => button.tabIndex === 0)) stop(shown()[0]);
  };
  const stop = (button) => buttons.forEach(([each]) => { each.tabIndex = each === button ? 0 : -1; });
  bar.addEventListener("focusin", (event) => { if (event.target.matches("button")) stop(event.target); });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { editor.commands.focus(); return; }
    const all = shown();
    const here = all.indexOf(event.target);
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (here < 0 || there === undefined) return;
    event.preventDefault();
    all[(there + all.length) % all.length].focus();
  });
  editor.on("transaction", refresh);
  refresh();
  return bar;
}

/* ---- the editor itself ---- */

function extensions(kit, say) {
  const paste = kit.Extension.create({
    name: "officePaste",
    addProseMirrorPlugins: () => [new kit.Plugin({
      props: {
        transformPastedHTML(html) {
          const found = { pictures: 0 };
          const made = pasted(html, found);
          say(found.pictures ? `有 ${found.pictures} 张图片没有粘贴进来。粘贴的图片请用“图片”按钮插入。` : "");
          return made;
        },
        handlePaste(view, event) {
          const data = event.clipboardData;
          if (!data?.files.length || data.types.includes("text/html")) return false;
          say("图片没有粘贴进来。粘贴的图片请用“图片”按钮插入。");
          return true;
        },
      },
    })],
  });
  const figure = kit.Figure.extend({ addExtensions: () => [] });  // its own menu is English; ours edits pictures
  const paragraph = kit.Paragraph.extend({
    addAttributes: () => ({
      right: {
        default: false,
        parseHTML: (one) => one.classList.contains("right"),
        renderHTML: ({ right }) => (right ? { class: "right" } : {}),
      },
    }),
  });
  return [
    kit.Document, paragraph, kit.Text, kit.HardBreak, kit.Dropcursor, kit.Gapcursor, kit.History, kit.NoSpellCheck,
    kit.Heading.configure({ levels: [2, 3, 4] }), kit.Bold, kit.Italic, kit.Underline, kit.Strike, kit.Subscript, kit.Superscript,
    kit.BulletList, kit.OrderedList, kit.ListItem, kit.Blockquote, kit.HorizontalRule,
    kit.Link.configure({ enableTarget: false, autolink: false }),
    kit.Table, kit.TableRow, kit.TableHeader, kit.TableCell, kit.Image, figure, kit.Caption, paste,
  ];
}

function start(kit, textarea) {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const name = label ? label.textContent.replace(/[:：]\s*$/, "").trim() : "正文";
  const note = element("p", { role: "status", class: "editor-note" });
  const say = (words) => { note.textContent = words; };
  const box = element("div", { class: "prose-editor" });
  textarea.before(box);
  const described = textarea.getAttribute("aria-describedby");
  const editor = new kit.Editor({
    element: box,
    extensions: extensions(kit, say),
    content: pasted(plainToHtml(textarea.value), { pictures: 0 }),  // a refused form may bring back what was sent
    injectCSS: false,  // an inline style; css/editor.css has it
    editorProps: {
      attributes: {
        role: "textbox", "aria-multiline": "true", "aria-label": name,
        ...(described && { "aria-describedby": described }),
        ...(textarea.getAttribute("aria-invalid") && { "aria-invalid": "true" }),
      },
    },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const bar = toolbar(editor, tools(kit, editor, textarea, say), name);
  box.prepend(bar);
  box.append(note, textarea);  // the style sheet hides the text box of an editor that runs
  if (label) label.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  box.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") { event.preventDefault(); bar.querySelector('button[tabindex="0"]').focus(); }
  });
}

/** Text saved without script is plain: its lines stay lines. */
function plainToHtml(text) {
  if (/<\/?[a-z][^<>]*>/i.test(text)) return text;
  const holder = document.createElement("div");
  for (const block of text.split(/\n\s*\n/)) {
    const paragraph = document.createElement("p");
    block.split("\n").forEach((line, i) => paragraph.append(...(i ? [document.createElement("br")] : []), line));
    holder.append(paragraph);
  }
  return holder.innerHTML;
}

for (const textarea of document.querySelectorAll("textarea[data-rich-text]")) {
  import(textarea.dataset.richText).then((kit) => start(kit, textarea));
}
