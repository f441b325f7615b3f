/**
 * What vitest found, as a tally: its own JSON names tests only, and neither the set-up of a group that failed (whose
 * tests count as skipped there) nor an error outside all tests.
 */
import { line, nothing, vitestTally, writeJson } from './tally.mjs'

export default class TallyReporter {
  onInit(vitest) {
    this.path = vitestTally(vitest.projects.map(({ name }) => name))
  }

  onTestRunEnd(modules, errorsOutside) {
    const tally = nothing()
    for (const module of modules) count(module, tally)
    tally.failures.push(...errorsOutside.map((error) => line(['outside all tests'], error.message)))
    tally.failed = tally.failures.length
    writeJson(this.path, tally)
  }
}

/** A file that could not be loaded, and hooks of a file or of a group: each of their errors is a failure. */
function count(module, tally) {
  for (const part of [module, ...module.children.allSuites()]) {
    const where = part === module ? [module.moduleId] : [module.moduleId, part.fullName]
    tally.failures.push(...part.errors().map((error) => line(where, error.message)))
  }
  for (const test of module.children.allTests()) {
    const { state, errors = [] } = test.result()
    const where = line([module.moduleId, test.fullName], errors[0]?.message ?? `it is ${state}`)
    if (state === 'skipped') tally.skipped += 1
    else if (state !== 'passed') tally.failures.push(where)
    else {
      tally.passed += 1
      // The errors of earlier tries stay with a test that passed in the end.
      if (errors.length > 0) tally.flaky.push(where)
    }
  }
}
