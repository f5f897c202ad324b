<?php

declare(strict_types=1);

use Redress\Book;
use Redress\Library;
use Redress\Place;
use Redress\RedressException;

const RULES = <<<'XML'
<sla xmlns="urn:redress:rules:1" id="vps" title="VPS" currency="EUR" timezone="Europe/Berlin"
     effective_from="2026-01-01">
  <guarantee id="availability" clause="2" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down / window.length above 0.1%"/>
    <credit value="subscription.monthly_price * 10%"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>
XML;

/** A case that the rules settle, with a field of its subscription changed. */
$case = static fn (string $field = 'price', mixed $value = '29.90'): array => [
    'case' => ['id' => 'march', 'as_of' => '2026-04-01T09:00:00+02:00', 'currency' => 'EUR'],
    'account' => ['id' => 'customer-1'],
    'subscription' => [[$field => $value] + ['id' => 'vps-1', 'sla' => 'vps', 'price' => '29.90']],
    'incident' => [['id' => 'outage-1', 'start' => '2026-03-03T10:00:00+01:00', 'end' => '2026-03-03T12:00:00+01:00']],
];

/** Builds a shared library of one C file and gives its path. */
$build = static function (string $source): string {
    $file = tempnam(sys_get_temp_dir(), 'redress');
    file_put_contents("$file.c", $source);
    exec("cc -shared -fPIC -o $file.so $file.c 2>&1", $output, $status);
    unlink($file);
    unlink("$file.c");
    if ($status !== 0) {
        throw new RuntimeException("cc: " . implode("\n", $output));
    }
    return "$file.so";
};

$status = static fn (RedressException $e): array => [$e->status, $e->getCode()];

return [
    'a book has the time zones of the directory that is named' => static function (Expect $expect) use ($case, $status): void {
        $zones = sys_get_temp_dir() . '/redress_zones_' . bin2hex(random_bytes(8));
        mkdir("$zones/Europe", recursive: true);
        copy('/usr/share/zoneinfo/Asia/Tokyo', "$zones/Europe/Berlin");
        file_put_contents("$zones/tzdata.zi", "# version 2099a\n");
        file_put_contents("$zones/rules.xml", RULES);
        $books = [Book::load("$zones/rules.xml", zoneDirectory: $zones), Book::parse(RULES, zoneDirectory: $zones)];
        array_map('unlink', ["$zones/Europe/Berlin", "$zones/tzdata.zi", "$zones/rules.xml"]);
        rmdir("$zones/Europe");
        rmdir($zones);
        $month = static fn (Book $book): string => $book->settle($case())->decisions[0]->window_start->format(DATE_ATOM);
        foreach ($books as $book) {
            $expect->same('2026-02-28T15:00:00+00:00', $month($book));
            $expect->same('2099a', $book->settle($case())->provenance->zone_data_version);
        }
        $expect->same('2026-02-28T23:00:00+00:00', $month(Book::parse(RULES)));
        $e = $expect->refused(static fn () => Book::parse(RULES, zoneDirectory: $zones));
        $expect->same(['not_readable', 6], $status($e));
        $expect->same($zones, $e->place->file);
    },

    'what is not well-formed has a line and a column' => static function (Expect $expect) use ($status): void {
        $book = Book::parse(RULES);
        $e = $expect->refused(static fn () => $book->settle("<case>\n <a b=</case>"));
        $expect->same(['invalid_xml', 2], $status($e));
        $expect->same([2, 7], [$e->place->line, $e->place->column]);
        $expect->true(str_starts_with($e->getMessage(), '2:7: '), $e->getMessage());
    },

    'a wrong field of XML has line, column, record and field' => static function (Expect $expect) use ($status): void {
        $book = Book::parse(RULES);
        $e = $expect->refused(static fn () => $book->settle(
            "<case xmlns='urn:redress:case:1' id='c' as_of='2026-04-01T09:00:00Z' currency='EUR'>\n"
            . "  <account id='a' standing='great'/>\n</case>",
        ));
        $expect->same(['invalid_case', 4], $status($e));
        $expect->same([2, 29, 'account', 'standing'],
            [$e->place->line, $e->place->column, $e->place->record, $e->place->field], $e->getMessage());
    },

    'a wrong field of an array has record and field' => static function (Expect $expect) use ($case, $status): void {
        $book = Book::parse(RULES);
        $wrong = [
            ['price', '29,90'], ['price', null], ['price', "1\0"], ['price', "29.\xff"],
            ['kind', 'gold'], ['colour', 'red'], ['id', null], ['start', '2026-04-01'],
        ];
        foreach ($wrong as [$field, $value]) {
            $e = $expect->refused(static fn () => $book->settle($case($field, $value)));
            $expect->same(['invalid_case', 4], $status($e), $e->getMessage());
            $place = new Place(record: 'subscription', field: $field);
            $expect->true($e->place == $place, $e->getMessage());
        }
    },

    'a wrong rule has file, line and column' => static function (Expect $expect) use ($status): void {
        $file = tempnam(sys_get_temp_dir(), 'redress') . '.xml';
        file_put_contents($file, str_replace('10%', '10% * price', RULES));
        try {
            $e = $expect->refused(static fn () => Book::load($file));
            $expect->same(['invalid_rules', 3], $status($e));
            $expect->same($file, $e->place->file);
            $found = [$e->place->line, $e->place->record, $e->place->field];
            $expect->same([6, 'credit', 'value'], $found, $e->getMessage());
            $expect->true($e->place->column > 0, $e->getMessage());
        } finally {
            unlink($file);
            unlink(substr($file, 0, -4));
        }
    },

    'rules that are not there cannot be read' => static function (Expect $expect) use ($status): void {
        $e = $expect->refused(static fn () => Book::load('/nowhere/rules'));
        $expect->same(['not_readable', 6], $status($e));
    },

    'a float is refused, even where it is whole' => static function (Expect $expect) use ($case): void {
        $book = Book::parse(RULES);
        foreach ([29.90, 30.0, NAN, -0.0] as $float) {
            $e = $expect->refused(static fn () => $book->settle($case('price', $float)));
            $expect->same('invalid_argument', $e->status);
            $expect->same('subscription.price: a float is not exact; give a decimal string', $e->getMessage());
            $expect->same(['subscription', 'price'], [$e->place->record, $e->place->field]);
        }
    },

    'a bool is for flags and for facts that rules declare' => static function (Expect $expect) use ($case): void {
        $book = Book::parse(RULES);
        foreach (['id' => 'id', 'price' => 'money', 'start' => 'instant'] as $field => $type) {
            $record = $field === 'start' ? 'incident' : 'subscription';
            $wrong = [$record => [$field => true]] + $case();
            $e = $expect->refused(static fn () => $book->settle($wrong));
            $expect->same('invalid_argument', $e->status);
            $expect->same("$record.$field: a bool is for flags, and this is of type $type", $e->getMessage());
            $expect->same([$record, $field], [$e->place->record, $e->place->field]);
        }
        $given = $case('vip', false);
        $given['incident'][0]['confirmed'] = true;
        $xml = $book->canonical($given);
        $expect->true(str_contains($xml, ' vip="no"') && str_contains($xml, ' confirmed="yes"'), $xml);
    },

    'an instant with a fraction of a second is refused' => static function (Expect $expect) use ($case): void {
        $book = Book::parse(RULES);
        $late = $case('start', new DateTimeImmutable('2026-01-01T00:00:00.5Z'));
        $e = $expect->refused(static fn () => $book->settle($late));
        $expect->same(['start', 'invalid_argument'], [$e->place->field, $e->status]);
    },

    'arrays and objects are no values' => static function (Expect $expect) use ($case): void {
        $book = Book::parse(RULES);
        foreach ([[], ['a'], new stdClass()] as $value) {
            $e = $expect->refused(static fn () => $book->settle($case('price', $value)));
            $expect->same(['price', 'invalid_argument'], [$e->place->field, $e->status]);
        }
        $e = $expect->refused(static fn () => $book->settle(['account' => 'customer-1']));
        $expect->same(['account', 'invalid_argument'], [$e->place->record, $e->status]);
    },

    'a name with a NUL byte is not cut' => static function (Expect $expect) use ($case): void {
        $book = Book::parse(RULES);
        $why = 'a name with a NUL byte';
        $field = new Place(record: 'subscription', field: "price\0s");
        $record = new Place(record: "case\0");
        $calls = [
            ["subscription.price\\000s: $why", $field, static fn () => $book->settle($case("price\0s", '1'))],
            ["case\\000: $why", $record, static fn () => $book->settle(["case\0" => ['id' => 'c']])],
            ["case\\000: $why", $record, static fn () => $book->settle(["case\0" => []])],
            [$why, new Place(), static fn () => Book::load("rules\0.xml")],
            [$why, new Place(), static fn () => Book::parse(RULES, zoneDirectory: "/usr/share\0")],
            [$why, new Place(), static fn () => Library::open("libredress.so.1\0")],
        ];
        foreach ($calls as [$message, $place, $call]) {
            $e = $expect->refused($call);
            $expect->same(['invalid_argument', $message], [$e->status, $e->getMessage()]);
            $expect->true($e->place == $place, $message);
        }
    },

    'an unknown record is refused, and the book goes on' => static function (Expect $expect) use ($case): void {
        $book = Book::parse(RULES);
        $e = $expect->refused(static fn () => $book->settle($case() + ['payout' => ['id' => 'cash']]));
        $expect->same(['invalid_case', 'payout'], [$e->status, $e->place->record], $e->getMessage());
        $expect->same('2.99', $book->settle($case())->adjustments[0]->amount);
    },

    'an unknown record is refused where there is none of it' => static function (Expect $expect) use ($case): void {
        $book = Book::parse(RULES);
        $e = $expect->refused(static fn () => $book->settle($case() + ['incidnt' => []]));
        $expect->same(['invalid_case', 'incidnt'], [$e->status, $e->place->record]);
        $expect->true(str_ends_with($e->getMessage(), "did you mean 'incident'?"), $e->getMessage());
        $none = ['claim' => [], 'maintenance' => []];
        $expect->same($book->canonical($case()), $book->canonical($case() + $none));
        $expect->same($book->canonical($case()), $book->canonical(['case' => [$case()['case']]] + $case()));
    },

    'an exception shows where the call was made, too' => static function (Expect $expect): void {
        $e = $expect->refused(static fn () => Book::parse('<sla/>'));
        $expect->true($e->getTrace() !== [] && $e->place instanceof Place, 'a trace and a place');
    },

    'a library that is not there, or is another one, is refused' => static function (Expect $expect): void {
        foreach (['/nowhere/libredress.so.1', 'libc.so.6', __FILE__] as $file) {
            $e = $expect->refused(static fn () => Library::open($file));
            $expect->same('no_library', $e->status);
            $expect->true(str_starts_with($e->getMessage(), "$file: "), $e->getMessage());
        }
    },

    'a library that is too old is refused by its version' => static function (Expect $expect) use ($build): void {
        $file = $build('int redress_abi_version(void) { return 0; } const char *redress_abi_cdef(void) { return ""; }');
        $e = $expect->refused(static fn () => Library::open($file));
        unlink($file);
        $expect->same('no_library', $e->status);
        $expect->same("$file has version 0 of the interface, 2 is needed", $e->getMessage());
    },

    'a library without a function that it declares is refused' => static function (Expect $expect) use ($build): void {
        $file = $build('int redress_abi_version(void) { return 2; }
            const char *redress_abi_cdef(void) { return "int redress_no_such_function(void);"; }');
        $e = $expect->refused(static fn () => Library::open($file));
        unlink($file);
        $expect->same('no_library', $e->status);
        $expect->true(str_contains($e->getMessage(), 'redress_no_such_function'), $e->getMessage());
    },
];
