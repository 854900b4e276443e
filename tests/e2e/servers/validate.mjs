// Validates JSON documents against one JSON Schema (2020-12), with a validator that is not ours.
//
//   node validate.mjs SCHEMA DIRECTORY
//
// Prints one JSON array: for every .json file in the directory, its name and what is wrong with it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [schemaFile, directory] = process.argv.slice(2);
const read = file => JSON.parse(readFileSync(file, 'utf8'));

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats(ajv);
const valid = ajv.compile(read(schemaFile));

const results = readdirSync(directory)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => {
        const errors = valid(read(join(directory, name))) ? [] : valid.errors;
        return { name, errors: errors.slice(0, 5).map(e => `${e.instancePath || '/'} ${e.message}`) };
    });
console.log(JSON.stringify(results));
