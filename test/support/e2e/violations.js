// Everything that the policy of this page has forbidden, in it and in the windows it opens, from the page's first script on.
globalThis.violations = [];

const watch = (owner) => owner.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample, sourceFile, lineNumber, columnNumber }) => {
  globalThis.violations.push(`${effectiveDirective} ${blockedURI} ${sample} ${sourceFile}:${lineNumber}:${columnNumber}`);
});
watch(document);

const { open } = globalThis;
globalThis.open = (...args) => {
  const opened = open.apply(globalThis, args);
  if (opened !== null) watch(opened.document);
  return opened;
};
const pictures = globalThis.documentPictureInPicture;
if (pictures !== undefined) {
  const { requestWindow } = pictures;
  pictures.requestWindow = async (...args) => {
    const opened = await requestWindow.apply(pictures, args);
    watch(opened.document);
    return opened;
  };
}

// What a browser would send to whoever collects reports.
globalThis.reports = [];
new globalThis.ReportingObserver((list) => globalThis.reports.push(...list.map(({ type, body }) => `${type} ${body?.effectiveDirective ?? ''} ${body?.sample ?? ''}`)), { types: ['csp-violation'], buffered: true }).observe();
