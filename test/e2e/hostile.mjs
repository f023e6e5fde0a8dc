/** Runs whose names and output try to be more than text. */
export const MARKUP = '</script></style><img src=x onerror="window.broken=1"><b>bold</b>';
export const RIGHT_TO_LEFT = 'دالة\u202eexe.cod';
export const LONG = 'veryLongName'.repeat(900).slice(0, 10_000);

/** The events with hostile names for functions, awaits, labels, files and output. */
export function hostile(events) {
  const names = [MARKUP, RIGHT_TO_LEFT, LONG];
  const name = (id) => names[id % names.length];
  return events.map((event) => {
    if (event.type === 'file') {
      return {
        ...event,
        file: { ...event.file, path: `src/${MARKUP.replaceAll('/', '')}.ts` },
        functions: event.functions.map((info) => ({ ...info, name: name(info.id) })),
        sites: event.sites.map((info) => ({ ...info, text: name(info.id).slice(0, 80) })),
      };
    }
    if (event.type === 'labels') {
      return { ...event, labels: event.labels.map((label) => ({ ...label, text: name(label.id) })) };
    }
    return event.type === 'output' ? { ...event, text: `${MARKUP}\n` } : event;
  });
}
