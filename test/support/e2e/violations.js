// Everything that the policy of this page has forbidden, from the page's first script on.
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample, sourceFile, lineNumber, columnNumber }) => {
  globalThis.violations.push(`${effectiveDirective} ${blockedURI} ${sample} ${sourceFile}:${lineNumber}:${columnNumber}`);
});
