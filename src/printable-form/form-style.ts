/** The look of the form: black on white, boxes that print without background colours, breaks between rows. */

export const PAPERS = ["a4", "letter"] as const;
export type Paper = (typeof PAPERS)[number];

/** Text as a CSS string that cannot be closed early. */
const cssString = (text: string): string =>
  `"${text.replace(/[^\p{L}\p{N} .,:;()-]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`;

/** @param foot is printed at the bottom of every page, before the page's number */
export const formStyle = (paper: Paper, foot: string): string => `
@page{size:${paper === "a4" ? "A4" : "letter"} portrait;margin:11mm 11mm 14mm;
@bottom-left{content:${cssString(foot)};font:7.5pt system-ui,sans-serif;color:#333}
@bottom-right{content:counter(page) " of " counter(pages);font:7.5pt system-ui,sans-serif;color:#333}}
*{box-sizing:border-box}
html{font:8.5pt/1.28 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;color:#000;background:#fff}
body{margin:0 auto;max-width:190mm}
h1{font-size:15pt;margin:0 0 2mm}
h2{font-size:12pt;margin:5mm 0 1.5mm;break-after:avoid}
h2.page{break-before:page;margin-top:0}
h3{font-size:10pt;margin:4mm 0 1mm;break-after:avoid}
h3.band{border:1.2pt solid #000;border-left-width:5pt;padding:1mm 2mm}
h3.emergent{border-left-width:12pt}
h3.urgent{border-left-width:8pt}
h3.advice{border-style:dashed}
p{margin:1mm 0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.7mm 1.2mm;font-weight:inherit}
thead{display:table-header-group}
thead th{font-weight:700;border-bottom:1pt solid #000}
tr{break-inside:avoid}
.head{border:1pt solid #000;padding:2mm 3mm;margin:2mm 0}
.head .line{margin:1.6mm 0}
.questions{table-layout:fixed}
.questions>tbody>tr>td,.rules td,.rules tbody th{border-bottom:.4pt solid #777}
.questions th.number{width:7mm}
.questions th.asked{width:38%}
.questions th.time{width:16mm}
.questions td.number{font-weight:700;text-align:right}
.questions td.time{border-left:.4pt solid #777}
.rules td.ticks{width:23mm}
.rules td.ticks .tick{display:block}
.rules td.write{border-left:.4pt solid #777;min-width:22mm}
.grid{width:auto;margin:1mm 0}
.grid th,.grid td{border:.4pt solid #777;padding:.4mm 1.2mm;font-size:8pt;vertical-align:middle}
.grid th[scope=col]{font-weight:600;font-size:7pt;max-width:20mm}
.grid td{text-align:center}
.line{margin:.6mm 0}
.tick{margin-right:2.2mm;white-space:nowrap}
.actions .tick,.result .tick{white-space:normal;margin-right:0}
.result .urgencies .tick{margin-right:4mm}
.box{display:inline-block;width:3.1mm;height:3.1mm;border:.9pt solid #000;vertical-align:-.4mm}
.blank{display:inline-block;border-bottom:.7pt solid #000;width:18mm;height:3.6mm}
.blank.long{width:45mm}
.blank.cell{border:0;width:9mm;height:3.2mm}
.blank.small{width:3.2mm}
.grid td:has(.small){padding:.3mm}
.rule .verdict{float:right;margin-left:3mm}
.name{display:inline-block;min-width:16mm;padding-right:2mm}
.hint,.place{font-size:8pt;color:#333}
.remark{font-weight:600}
.join{font-weight:600}
.cite{font-size:7.5pt}
.dagger{font-weight:700}
.gate{display:inline-block;border:1pt solid #000;padding:.5mm 1mm;margin:.5mm 0;font-weight:600}
ul{margin:0;padding-left:4mm}
ul.actions{list-style:none;padding-left:0}
.rule{break-inside:avoid;border-bottom:.4pt solid #777;padding:1.2mm 0}
.rule .when{margin:.4mm 0 .8mm}
.rule .actions>li{display:inline-block;vertical-align:top;margin:0 3mm .5mm 0;max-width:100%}
.result{border:1.5pt solid #000;padding:1mm 3mm;margin:4mm 0;break-inside:avoid}
.columns{columns:2;column-gap:6mm;list-style:none;padding:0}
.columns>li{break-inside:avoid;margin-bottom:1mm}
.sources{font-size:7pt;line-height:1.2}
.sources .hint{font-size:6.5pt;overflow-wrap:anywhere}
`;
