/** Until the rows in the page are those of the terminal: the task after the first frame in which every one of them is right. */
export async function untilPainted(term, root, mostFrames = 120) {
  for (let frame = 0; frame < mostFrames; frame++) {
    await new Promise(requestAnimationFrame);
    await new Promise(resolve => setTimeout(resolve));
    if (painted(root) === expected(term)) return;
  }
}

function painted(root) {
  return [...(root.querySelector('.xterm-rows')?.children ?? [])].map(row => row.textContent.replace(/\u00a0/g, ' ').trimEnd()).join('\n');
}

function expected({ buffer: { active }, rows }) {
  return Array.from({ length: rows }, (_, y) => (active.getLine(active.viewportY + y)?.translateToString(true) ?? '').trimEnd()).join('\n');
}
