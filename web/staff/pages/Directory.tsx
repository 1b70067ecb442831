import { Link } from "wouter-preact";
import type { DirectoryRow, Feature, TimeBand } from "../../src/api/types";
import type { Form } from "../../src/form/form";
import { words } from "../../src/strings/staff";
import { ownZone, shortDay, spokenMoment } from "../../src/time/when";
import { Badge } from "../../src/ui/Badge";
import { Field, TextField } from "../../src/ui/Field";
import { FormFrame } from "../../src/ui/FormFrame";
import { FailureNotice } from "../../src/ui/Notice";
import { Title } from "../../src/ui/Title";
import type { SearchDraft } from "../directory";
import { languageName } from "../languages";
import { LanguageSelect } from "../LanguageSelect";
import { ShowMore } from "../ShowMore";
import { TopicField } from "../TopicField";
import { useDirectory } from "../use-directory";

const text = words.directory;

/** Own groups and those that partners share: searched on the server, fifty at a time. */
export function Directory() {
  const { search, rows, more, failure, showMore } = useDirectory();
  return (
    <>
      <Title page={words.titled(text.title)}>{text.title}</Title>
      <p>{text.intro}</p>
      <SearchForm search={search} />
      <p role="status">{rows.value ? text.found(rows.value.length, more.value) : null}</p>
      <ul class="rows" aria-label={text.title}>
        {rows.value?.map((row) => <Row key={row.id} row={row} />)}
      </ul>
      <FailureNotice failure={failure.value} />
      {more.value ? (
        <ShowMore show={() => void showMore()} />
      ) : null}
    </>
  );
}

function SearchForm({ search }: { search: Form<SearchDraft> }) {
  const { values, errors } = search;
  return (
    <FormFrame form={search} submit={text.search} label={text.search}>
      <div class="filters">
        <TopicField form={search} name="words" label={text.words} />
        <LanguageSelect
          id="field-language"
          label={words.wishes.language}
          error={errors.value.language}
          chosen={values.value.language}
          choose={(code) => search.set("language", code)}
          none={text.any}
        />
        <Select
          id="field-time"
          label={text.time}
          options={Object.entries(words.timeBands)}
          chosen={values.value.time}
          choose={(time) => search.set("time", time as TimeBand)}
        />
        <Select
          id="field-feature"
          label={words.wishes.features}
          options={Object.entries(words.features)}
          chosen={values.value.feature}
          choose={(feature) => search.set("feature", feature as Feature)}
        />
        <TextField form={search} name="age" type="number" label={words.wishes.age} min="0" max="120" />
      </div>
      <label class="choice field">
        <input
          type="checkbox"
          checked={values.value.free_only}
          onChange={(event) => search.set("free_only", event.currentTarget.checked)}
        />
        <span>{words.matching.freeOnly}</span>
      </label>
    </FormFrame>
  );
}

interface SelectProps {
  id: string;
  label: string;
  options: [string, string][];
  chosen: string;
  choose: (value: string) => void;
}

function Select({ id, label, options, chosen, choose }: SelectProps) {
  return (
    <Field id={id} label={label} error={undefined}>
      {(described) => (
        <select {...described} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{text.any}</option>
          {options.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const TONES = { capacity: "good", waitlist: "warn", no_capacity: "plain" } as const;

function Row({ row }: { row: DirectoryRow }) {
  const { suits } = row;
  const languages = [row.language, ...suits.languages].map(languageName).join(", ");
  const ages = words.care.ages(suits.youngest ?? undefined, suits.oldest ?? undefined);
  const features = suits.features.map((feature) => words.features[feature]).join(", ");
  return (
    <li class="row">
      <div class="row-main">
        <h2 class="row-title">{row.own ? <Link href={`/groups/${row.id}`}>{row.name}</Link> : row.name}</h2>
        <p class="row-note">{row.topic}</p>
        <p class="row-note facts-line">
          {[row.organisation.name, languages, ages].map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
        {features ? <p class="row-note">{features}</p> : null}
        <p class="row-note">
          {row.next_at ? text.next(spokenMoment(row.next_at, ownZone(), Date.now())) : words.referral.noNext}
        </p>
        <p class="row-note">
          {row.confirmed_at ? words.care.confirmed(shortDay(row.confirmed_at)) : words.care.neverConfirmed}
        </p>
      </div>
      <div class="row-side">
        {row.own && row.shared ? <Badge tone="plain">{text.sharedHere}</Badge> : null}
        <Badge tone={TONES[row.place_status]}>{words.placeStatus[row.place_status]}</Badge>
      </div>
    </li>
  );
}
