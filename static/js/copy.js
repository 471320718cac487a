// 复制按钮：data-copy-from 是文本框的 id；带 data-copy-html 的按格式复制。
document.querySelectorAll("[data-copy-from]").forEach((button) => {
  const box = document.getElementById(button.dataset.copyFrom);
  const label = button.querySelector("[data-label]") || button;
  const words = label.textContent;
  button.addEventListener("click", async () => {
    try {
      if ("copyHtml" in button.dataset) {
        const html = new Blob([box.value], { type: "text/html" });
        const plain = new Blob([new DOMParser().parseFromString(box.value, "text/html").body.innerText], { type: "text/plain" });
        await navigator.clipboard.write([new ClipboardItem({ "text/html": html, "text/plain": plain })]);
      } else {
        await navigator.clipboard.writeText(box.value);
      }
      label.textContent = "已复制";
    } catch {
      box.closest("details")?.setAttribute("open", "");
      box.focus();
      box.select();
      label.textContent = "请按 Ctrl+C 复制";
    }
    setTimeout(() => { label.textContent = words; }, 2500);
  });
});
