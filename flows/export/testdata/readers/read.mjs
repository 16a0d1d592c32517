// Reads an export with readers that share no code with what wrote it, and prints what they found as JSON:
//   node read.mjs FOLDER
// Tables by datapackage and tableschema, Parquet by hyparquet, resources by fhir.
import { readFileSync, readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import datapackage from 'datapackage'
import fhir from 'fhir'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'

const folder = process.argv[2]
const found = { problems: [], tables: {}, parquet: {}, resources: {} }

const described = await datapackage.Package.load(JSON.parse(readFileSync(join(folder, 'datapackage.json'))), { basePath: folder })
if (!described.valid) found.problems.push(...described.errors.map(String))
for (const resource of described.resources.filter(r => r.tabular)) {
  try {
    const rows = await resource.read({ keyed: true, relations: resource.schema.foreignKeys.length > 0 })
    found.tables[resource.name] = rows.length
  } catch (error) {
    found.problems.push(`${resource.name}: ${[error, ...(error.errors ?? [])].map(String).join('; ')}`)
  }
}

for (const name of readdirSync(folder).filter(n => n.endsWith('.parquet'))) {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, name)) })
  const text = value => value === null || value === undefined ? '' : String(value)
  found.parquet[name.replace('.parquet', '')] = rows.map(row => Object.values(row).map(text))
}

const validator = new fhir.Fhir()
for (const name of ['Questionnaire', 'QuestionnaireResponse']) {
  const path = join(folder, 'fhir', name + '.ndjson')
  if (!existsSync(path)) continue
  const lines = readFileSync(path, 'utf8').split('\n').filter(line => line)
  found.resources[name] = lines.length
  for (const line of lines) {
    const result = validator.validate(JSON.parse(line), { errorOnUnexpected: true })
    for (const m of result.messages.filter(m => m.severity !== 'info')) {
      found.problems.push(`${name}: ${m.severity}: ${m.location}: ${m.message}`)
    }
  }
}

console.log(JSON.stringify(found))
