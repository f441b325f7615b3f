/** How the player looks, inside its shadow: nothing of it leaks into the page around it, and nothing of that in here. */
import { MONO, pictureRules, properties, SANS } from '#components/picture/ink.ts'

const layout = `
:host{display:block;max-width:100%;color-scheme:light dark;container-type:inline-size;font:420 14px/1.5 ${SANS};text-align:start;word-break:keep-all;overflow-wrap:anywhere}
:host([hidden]){display:none}
*{box-sizing:border-box;margin:0}
.box{display:flex;flex-direction:column;padding:16px;background:var(--surface);color:var(--text);border:1px solid var(--line-2);border-radius:8px;font-feature-settings:"tnum" 1}
.box:focus-visible,button:focus-visible,select:focus-visible,input:focus-visible,a:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.head{display:flex;justify-content:space-between;align-items:flex-start;gap:12px}
h3{font-size:15px;font-weight:640;line-height:1.4}
.said{color:var(--text-2);font-size:13px}
.badge{flex:none;border:1px solid var(--ok);border-radius:3px;padding:1px 7px;color:var(--ok);font-size:11.5px;font-weight:600;white-space:nowrap}
svg{display:block;width:100%;margin-top:8px;overflow:visible}
.ctl{display:flex;align-items:center;flex-wrap:wrap;gap:8px 12px;margin-top:8px}
button,select{height:32px;font:540 13px ${SANS};color:inherit;background:none;border:1px solid var(--line-control);border-radius:6px;padding:0 10px;cursor:pointer}
select{max-width:100%;background:var(--surface)}
button:hover,select:hover{background:var(--hover)}
.go{background:var(--action);border-color:var(--action);color:var(--action-text);min-width:84px}
.go:hover{background:var(--action)}
.rail{position:relative;flex:1 1 120px;min-width:100px;height:32px;display:flex;align-items:center}
.rail input{position:relative;width:100%;height:32px;margin:0;accent-color:var(--action);background:none;cursor:pointer}
.rail i{position:absolute;top:10px;height:12px;border:1px solid var(--fault-line);background:repeating-linear-gradient(135deg,var(--fault-hatch) 0 1.5px,var(--fault-wash) 1.5px 4px)}
.live .go,.live .speed,.live .rail,.live .time{visibility:hidden}
.num{font-family:${MONO};font-size:12px;font-variant-numeric:tabular-nums;color:var(--text-2);white-space:nowrap}
.foot{display:flex;justify-content:space-between;align-items:center;flex-wrap:wrap;gap:4px 12px;margin-top:12px;padding-top:10px;border-top:1px solid var(--line);color:var(--text-3);font-size:12px}
.foot a{color:var(--text-2);font-weight:540;text-underline-offset:3px}
.foot a:hover{color:var(--text)}
.wrong{color:var(--danger);font-size:13px;padding:12px 0}
.scroll{max-height:280px;overflow:auto;margin-top:8px;border-top:1px solid var(--line)}
table{width:100%;border-collapse:collapse;font-size:12px}
th{font-weight:600;text-align:right;padding:3px 6px;position:sticky;top:0;background:var(--surface);color:var(--text-2)}
td{font-family:${MONO};text-align:right;padding:2px 6px;border-top:1px solid var(--grid)}
th:first-child,td:first-child{text-align:left}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
@container (max-width:400px){.box{padding:12px}.rail{order:9;flex-basis:100%}}
@media print{.ctl,.foot a{display:none}.box{break-inside:avoid}}
`

export const embedStyle = [
  `:host{${properties('light')}}`,
  `@media (prefers-color-scheme:dark){:host(:not([theme=light])){${properties('dark')}}}`,
  `:host([theme=dark]){color-scheme:dark;${properties('dark')}}`,
  ':host([theme=light]){color-scheme:light}',
  // Paper is white, whatever the screen was; the attribute is none, and weighs as much as a theme that was chosen.
  `@media print{:host(:not([x])){color-scheme:light;${properties('light')}}}`,
  layout,
  pictureRules((name) => `var(--${name})`),
].join('')
