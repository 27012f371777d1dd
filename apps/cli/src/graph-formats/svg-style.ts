/** Colours for light and dark pages, and nothing that has to be fetched. */
export const STYLE = `
svg{--paper:#fff;--ink:#1f2328;--quiet:#6e7781;--c0:#0969da;--c1:#8250df;--c2:#bf3989;--c3:#bc4c00;--c4:#0e7490;--c5:#57606a;--head:#0969da;--new:#1a7f37;--base:#9a6700;--bad:#cf222e}
@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--quiet:#8b949e;--c0:#58a6ff;--c1:#bc8cff;--c2:#f778ba;--c3:#f0883e;--c4:#39c5cf;--c5:#8b949e;--head:#58a6ff;--new:#3fb950;--base:#d29922;--bad:#f85149}}
.paper{fill:var(--paper)}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--ink)}
.name{font-size:17px;font-weight:600}
.size,.quiet{fill:var(--quiet)}.size{font-size:12px}
.id{font:12px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;fill:var(--quiet)}
.tag{font-size:11px;font-weight:600;text-anchor:middle}
.pill{fill-opacity:.14}
.pill.head{fill:var(--head)}.tag.head{fill:var(--head)}
.pill.new{fill:var(--new)}.tag.new{fill:var(--new)}
.pill.base{fill:var(--base)}.tag.base{fill:var(--base)}
.pill.bad{fill:var(--bad)}.tag.bad{fill:var(--bad)}
.pill.plain{fill:var(--quiet)}.tag.plain{fill:var(--quiet)}
.edge{fill:none;stroke-width:2}.needs{stroke-dasharray:2 4;stroke-linecap:round}
.node{stroke:var(--paper);stroke-width:2}
.ring{fill:none;stroke-width:2}
${[0, 1, 2, 3, 4, 5].map((at) => `.edge.c${at},.ring.c${at}{stroke:var(--c${at})}.node.c${at},.more.c${at}{fill:var(--c${at})}`).join("")}
.node.new{fill:var(--new)}
`.replaceAll("\n", "");
