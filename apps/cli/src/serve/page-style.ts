/** The look of the page, for light and dark screens; nothing in it has to be fetched. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f6f8fa;--card:#fff;--line:#d8dee4;--ink:#1f2328;--quiet:#59636e;--good:#1a7f37;--warn:#9a6700;--bad:#cf222e;--accent:#0969da}
@media(prefers-color-scheme:dark){:root{--paper:#010409;--card:#0d1117;--line:#30363d;--ink:#e6edf3;--quiet:#9198a1;--good:#3fb950;--warn:#d29922;--bad:#f85149;--accent:#58a6ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 24px}
header{display:flex;flex-wrap:wrap;align-items:center;gap:8px 20px;margin-bottom:24px}
h1{display:flex;align-items:center;gap:10px;margin:0;font-size:22px;letter-spacing:-.01em}
h1 svg{width:26px;height:26px}
.sum{font-size:16px;font-weight:600}.sum.good{color:var(--good)}.sum.bad{color:var(--bad)}
.when{margin-left:auto;color:var(--quiet);font-size:13px}
table{width:100%;border-collapse:separate;border-spacing:0;background:var(--card);border:1px solid var(--line);border-radius:12px;overflow:hidden;margin-bottom:28px}
th,td{padding:10px 16px;text-align:left;vertical-align:baseline}
th{font-size:12px;font-weight:600;color:var(--quiet)}
tbody td{border-top:1px solid var(--line)}
td,h2,.move,li{overflow-wrap:anywhere}
td a{color:inherit;font-weight:600;text-decoration:none}td a:hover{text-decoration:underline}
td.n{font-variant-numeric:tabular-nums}
code,.ids{font:13px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}
.none{color:var(--quiet)}
.state{display:inline-flex;align-items:center;gap:7px;padding:2px 11px 2px 9px;border-radius:99px;font-size:13px;font-weight:600;white-space:nowrap;color:var(--tone);background:color-mix(in srgb,var(--tone) 13%,transparent)}
.state::before{content:"";width:8px;height:8px;border-radius:50%;background:var(--tone)}
.good{--tone:var(--good)}.warn{--tone:var(--warn)}.bad{--tone:var(--bad)}
section{scroll-margin-top:16px;background:var(--card);border:1px solid var(--line);border-radius:12px;margin-bottom:20px;overflow:hidden}
section>div{padding:18px 20px}
section h2{display:flex;flex-wrap:wrap;align-items:center;gap:8px 12px;margin:0;font-size:17px}
.says{margin:6px 0 0;color:var(--quiet)}
.move{margin:10px 0 0}.move b{font-weight:400;color:var(--quiet);padding:0 8px}
h3{margin:18px 0 6px;font-size:13px;font-weight:600;color:var(--quiet)}
ol{margin:0;padding-left:22px}li{padding:1px 0}li span{color:var(--quiet);padding-left:8px}
summary{cursor:pointer;color:var(--quiet);font-size:13px;font-weight:600}
li+li,ol+details{margin-top:0}ol+details{padding-top:6px}ol+details[open] summary{padding-bottom:4px}
.graph{border-top:1px solid var(--line);overflow-x:auto}.graph summary{padding:10px 20px}
.graph svg{display:block;--paper:var(--card);--new:var(--warn);--base:var(--good)}
footer{color:var(--quiet);font-size:13px}footer a{color:var(--accent)}
@media(max-width:640px){main{padding-top:20px}.when{margin-left:0;width:100%}th,td{padding:9px 10px}.wide{display:none}section>div{padding:14px}.graph summary{padding:10px 14px}}
`.replaceAll("\n", "");
