// What a page owes to people who cannot see, aim or use a mouse (look §5); answers with the complaints as sentences.
() => {
  const complaints = [];
  const say = (what, node) => {
    const words = node ? `<${node.tagName.toLowerCase()} ${node.name || node.className || ""}> “${(node.textContent || "").trim().slice(0, 20)}”` : "";
    complaints.push(`${what} ${words}`.trim());
  };
  const shown = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && node.checkVisibility({ visibilityProperty: true });
  };
  const inOpenPart = (node) => !node.closest("dialog:not([open])");
  const all = (selector) => [...document.querySelectorAll(selector)].filter(inOpenPart);
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";

  const nameOf = (node) => {
    const by = (node.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    const referred = by.map((id) => document.getElementById(id)?.textContent || "").join("");
    const labels = [...(node.labels || [])].map((label) => label.textContent).join("");
    const own = node.matches("input, select, textarea") ? "" : node.textContent;
    return (node.getAttribute("aria-label") || referred || labels || own || node.title || "").trim();
  };

  const names = () => all(CONTROLS).filter((node) => !node.hidden && !nameOf(node)).forEach((node) => say("无名称", node));

  const pictures = () => {
    all("img").filter((node) => !node.hasAttribute("alt")).forEach((node) => say("图片没有替代文字", node));
    const told = 'svg[aria-hidden="true"], svg[aria-label], svg[aria-labelledby], svg:has(> title), [role="img"][aria-label] svg';
    all("svg").filter((node) => !node.matches(told)).forEach((node) => say("图形没有说明", node));
  };

  const headings = () => {
    const found = all("h1, h2, h3, h4").filter((node) => shown(node) && !node.closest(".menu"));
    const levels = found.map((node) => Number(node.tagName[1]));
    if (levels[0] !== 1 || levels.filter((level) => level === 1).length !== 1) complaints.push(`一级标题 ${levels}`);
    levels.forEach((level, n) => n && level > levels[n - 1] + 1 && say("标题跳级", found[n]));
  };

  const tables = () => {
    all("table").filter(shown).forEach((table) => {
      if (!table.caption && !table.hasAttribute("aria-label")) say("表没有题目", table);
      [...table.querySelectorAll("th")].filter((cell) => !cell.scope).forEach((cell) => say("表头没有方向", cell));
    });
  };

  const ids = () => {
    const seen = new Set();
    document.querySelectorAll("[id]").forEach((node) => {
      if (seen.has(node.id)) complaints.push(`编号 ${node.id} 重复`);
      seen.add(node.id);
    });
  };

  // 2.5.8: 24 by 24, or nothing else to hit within 12 of the middle, or a link in a sentence.
  const targets = () => {
    const found = all(CONTROLS).filter((node) => shown(node) && !node.matches(".skip, .file-pick-field, .hidden-visually"));
    const fixed = (node) => node.closest(".list-foot, .page-foot, .topbar, .banner");
    const extent = (node) => {
      const boxes = [node, ...(node.labels || []), node.closest(".mark-cell")].filter(Boolean).map((part) => part.getBoundingClientRect());
      return [Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
    };
    const inSentence = (node) =>
      getComputedStyle(node).display === "inline" && node.parentElement.textContent.trim().length > node.textContent.trim().length;
    found.forEach((node) => {
      const [width, height] = extent(node);
      if ((width >= 23.5 && height >= 23.5) || inSentence(node)) return;
      const box = node.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const near = found.some((other) => {
        if (other === node || other.contains(node) || node.contains(other) || Boolean(fixed(other)) !== Boolean(fixed(node))) return false;
        const around = other.getBoundingClientRect();
        return Math.hypot(Math.max(around.left - x, 0, x - around.right), Math.max(around.top - y, 0, y - around.bottom)) < 12;
      });
      if (near) say(`目标 ${Math.round(width)}×${Math.round(height)} 太小`, node);
    });
  };

  const parts = (colour) => {
    const numbers = colour.match(/[\d.]+/g).map(Number);
    return numbers.length < 4 ? [...numbers.slice(0, 3), 1] : numbers;
  };
  const light = (colour) => {
    const [red, green, blue] = colour.map((value) => value / 255).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const over = (top, ground) => ground.map((value, n) => top[n] * top[3] + value * (1 - top[3]));
  const groundOf = (node) => {
    const layers = [];
    for (let part = node; part; part = part.parentElement) layers.unshift(parts(getComputedStyle(part).backgroundColor));
    return layers.reduce((ground, layer) => over(layer, ground), [255, 255, 255]);
  };

  const contrast = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const told = new Set();
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      if (!walker.currentNode.textContent.trim() || node.closest("svg, script, style") || !inOpenPart(node) || !shown(node)) continue;
      const ground = groundOf(node);
      const pair = [light(over(parts(getComputedStyle(node).color), ground)), light(ground)].sort((a, b) => b - a);
      const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
      if (ratio < 4.5 && !told.has(node.className)) {
        told.add(node.className);
        say(`对比度 ${ratio.toFixed(2)}`, node);
      }
    }
  };

  const width = () => {
    const wide = document.documentElement.scrollWidth;
    if (wide > window.innerWidth) complaints.push(`宽 ${wide}，窗口 ${window.innerWidth}`);
  };

  [names, pictures, headings, tables, ids, targets, contrast, width].forEach((check) => check());
  return complaints;
}
