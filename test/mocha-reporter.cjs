/** Mocha's spec reporter, and the line that test/unit.mjs counts. */
const Mocha = require('mocha');

module.exports = class extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    console.log(`AWAITSCOPE-TESTS passed=${this.stats.passes} failed=${this.stats.failures}`);
  }
};
