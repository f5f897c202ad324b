<?php

declare(strict_types=1);

use Redress\Book;
use Redress\RedressException;

/** Every sample case with its statement or its refusal, which are compared byte for byte as `redress replay` does. */

$files = static function (string $folder, string $ending): array {
    $found = [];
    foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder)) as $file) {
        if (str_ends_with($file->getFilename(), $ending)) {
            $found[] = substr($file->getPathname(), 0, -strlen($ending));
        }
    }
    sort($found);
    return $found;
};

/** Provenance names the versions of the library and of the zone data, which may be others than those of the sample. */
$withoutProvenance = static fn (string $xml): string => preg_replace('~^ *<provenance .*/>\n~m', '', $xml);

/** The elements of canonical XML, which are flat: [name, [attribute => value]]. */
$elements = static function (string $xml): array {
    preg_match_all('~<([a-z_]+)((?: [a-z_]+="[^"]*")*)/?>~', $xml, $found, PREG_SET_ORDER);
    $all = [];
    foreach ($found as [, $name, $attributes]) {
        preg_match_all('~ ([a-z_]+)="([^"]*)"~', $attributes, $pairs, PREG_SET_ORDER);
        $fields = [];
        foreach ($pairs as [, $field, $value]) {
            $fields[$field] = html_entity_decode($value, ENT_XML1 | ENT_QUOTES, 'UTF-8');
        }
        unset($fields['xmlns']);
        $all[] = [$name, $fields];
    }
    return $all;
};

/** A text as the PHP value that a host would have: an instant, a flag or a whole number. */
$native = static fn (string $text): string|int|bool|DateTimeInterface => match (true) {
    (bool) preg_match('~^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$~', $text) =>
        (new DateTimeImmutable($text))->setTimezone(new DateTimeZone('America/St_Johns')),
    in_array($text, ['yes', 'no'], true) => $text === 'yes',
    (bool) preg_match('~^(0|[1-9]\d{0,8})$~', $text) => (int) $text,
    default => $text,
};

/** What an object of the package holds, written as the attributes of the statement's XML. */
$attributes = static function (object $record): array {
    $fields = [];
    foreach (get_object_vars($record) as $field => $value) {
        $text = match (true) {
            $value === null || is_array($value) || $value instanceof Redress\Provenance => null,
            $value instanceof BackedEnum => $value->value,
            $value instanceof DateTimeImmutable => $value->format('Y-m-d\TH:i:s\Z'),
            is_bool($value) => $value ? 'yes' : 'no',
            default => (string) $value,
        };
        if ($text !== null && $field !== 'xml') {
            $fields[$field] = $text;
        }
    }
    ksort($fields);
    return $fields;
};

return [
    'all statements, from XML' => static function (Expect $expect) use ($files, $withoutProvenance): void {
        $book = Book::load($expect->rules);
        foreach ($files($expect->samples, '.statement.xml') as $sample) {
            $statement = $book->settle(file_get_contents("$sample.case.xml"));
            $expected = file_get_contents("$sample.statement.xml");
            $expect->same($withoutProvenance($expected), $withoutProvenance($statement->xml), $sample);
        }
    },

    'all statements, from arrays of records' => static function (Expect $expect) use (
        $files, $withoutProvenance, $elements, $native,
    ): void {
        $book = Book::load($expect->rules);
        foreach ($files($expect->samples, '.statement.xml') as $sample) {
            $case = [];
            foreach ($elements($book->canonical(file_get_contents("$sample.case.xml"))) as [$name, $fields]) {
                $case[$name][] = array_map($native, $fields);
            }
            $expected = file_get_contents("$sample.statement.xml");
            $expect->same($withoutProvenance($expected), $withoutProvenance($book->settle($case)->xml), $sample);
        }
    },

    'all objects hold what the XML says, with and without steps' => static function (Expect $expect) use (
        $files, $elements, $attributes,
    ): void {
        $book = Book::load($expect->rules);
        $kinds = [];
        foreach ($files($expect->samples, '.statement.xml') as $sample) {
            foreach ([true, false] as $steps) {
                $statement = $book->settle(file_get_contents("$sample.case.xml"), steps: $steps);
                $found = [['statement', $attributes($statement)]];
                foreach ($statement->decisions as $decision) {
                    $found[] = ['decision', $attributes($decision)];
                    foreach ($decision->steps as $step) {
                        $found[] = ['step', $attributes($step)];
                    }
                }
                foreach (['credit', 'adjustment', 'charge'] as $kind) {
                    foreach ($statement->{"{$kind}s"} as $record) {
                        $found[] = [$kind, $attributes($record)];
                    }
                }
                $found[] = ['provenance', $attributes($statement->provenance)];
                $expected = $elements($statement->xml);
                foreach ($expected as &$element) {
                    ksort($element[1]);
                }
                unset($element);
                $kinds += array_fill_keys(array_column($expected, 0), true);
                sort($expected);
                sort($found);
                $expect->same($expected, $found, $sample);
                $expect->true($steps || !str_contains($statement->xml, '<step '), "$sample: steps not asked for");
            }
        }
        ksort($kinds);
        $expect->same('adjustment charge credit decision provenance statement step', implode(' ', array_keys($kinds)));
    },

    'all refusals' => static function (Expect $expect) use ($files): void {
        $book = Book::load($expect->rules);
        foreach ($files($expect->samples, '.error.txt') as $sample) {
            $refusal = $expect->refused(static fn () => $book->settle(file_get_contents("$sample.case.xml")));
            $expect->same(rtrim(file_get_contents("$sample.error.txt"), "\n"), $refusal->getMessage(), $sample);
        }
    },

    'an amount that waits for approval, and a credit whose rest ends' => static function (Expect $expect): void {
        $book = Book::parse(<<<'XML'
            <sla xmlns="urn:redress:rules:1" id="vps" title="VPS" currency="EUR" timezone="UTC" effective_from="2026-01-01">
              <guarantee id="availability" over="calendar_month">
                <downtime name="down"/><breach when="down above 0 hours"/><credit value="3 EUR"/>
              </guarantee>
              <approve when="due above 2 EUR"/>
              <forfeit when="account.standing is violation" clause="9"/>
              <remedy kind="balance"/>
            </sla>
            XML);
        $statement = $book->settle(<<<'XML'
            <case xmlns="urn:redress:case:1" id="march" as_of="2026-04-01T09:00:00Z" currency="EUR">
              <account id="customer-1" standing="violation"/>
              <subscription id="vps-1" sla="vps" price="29.90"/>
              <incident id="outage-1" start="2026-03-03T10:00:00Z" end="2026-03-03T12:00:00Z"/>
              <credit id="goodwill-1" subscription="vps-1" amount="7.00" granted="2026-02-01T09:00:00Z" remedy="discount"
                      remaining="4.50"/>
            </case>
            XML);
        $expect->same(['approval', '3.00'], [$statement->decisions[0]->reason, $statement->decisions[0]->due]);
        $adjustment = $statement->adjustments[0];
        $expect->same(['forfeit', 'goodwill-1', '4.50', '9'],
            [$adjustment->kind, $adjustment->credit, $adjustment->amount, $adjustment->clause]);
    },
];
