/** An XML element: its name, and its text or its children. */
export type Element = readonly [name: string, content: string | readonly Element[]];

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function lines([name, content]: Element, indent: string, attributes: string): string[] {
  if (typeof content === 'string') return [`${indent}<${name}${attributes}>${escapeText(content)}</${name}>`];
  if (content.length === 0) return [`${indent}<${name}${attributes}/>`];
  const children = content.flatMap((child) => lines(child, `${indent}  `, ''));
  return [`${indent}<${name}${attributes}>`, ...children, `${indent}</${name}>`];
}

/** A document as AWS lays it out: two spaces a level, no declaration, a newline at the end. */
export function document(root: Element, namespace: string): string {
  return `${lines(root, '', ` xmlns="${namespace}"`).join('\n')}\n`;
}
