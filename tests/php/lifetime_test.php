<?php

declare(strict_types=1);

use Redress\Book;
use Redress\Credit;
use Redress\Library;
use Redress\Outcome;
use Redress\Remedy;
use Redress\Statement;

/** Objects in any order of their ends; statements as plain values. */

$settled = static function (Expect $expect, bool $steps = true): Statement {
    $xml = file_get_contents("{$expect->samples}/ua_hosting/worked_example.case.xml");
    return Book::load("{$expect->rules}/ua_hosting.xml")->settle($xml, steps: $steps);
};

return [
    'a book, a library and a handle are neither cloned nor serialised' => static function (Expect $expect): void {
        $book = Book::load($expect->rules);
        $handle = (new ReflectionProperty($book, 'handle'))->getValue($book);
        foreach ([$book, Library::open(), $handle] as $object) {
            $expect->thrown(Error::class, static fn () => clone $object);
            $expect->thrown(LogicException::class, static fn () => serialize($object));
            $stored = sprintf('O:%d:"%s":0:{}', strlen($object::class), $object::class);
            $expect->thrown(LogicException::class, static fn () => unserialize($stored));
        }
    },

    'a destructor called by hand frees once, and the book says so' => static function (Expect $expect): void {
        $book = Book::load($expect->rules);
        $handle = (new ReflectionProperty($book, 'handle'))->getValue($book);
        $handle->__destruct();
        $handle->__destruct();
        $expect->same('the object was freed already', $expect->refused(static fn () => $book->slas())->getMessage());
    },

    'a book works on after the library was forgotten' => static function (Expect $expect): void {
        $book = Book::load($expect->rules);
        $opened = new ReflectionProperty(Library::class, 'opened');
        $opened->setValue(null, []);
        gc_collect_cycles();
        $expect->true(count($book->slas()) > 0, 'SLAs');
        unset($book);
        $expect->true(count(Book::load($expect->rules)->slas()) > 0, 'SLAs of a library that was opened anew');
    },

    'unsetting an FFI object of the host is harmless' => static function (Expect $expect): void {
        $book = Book::load($expect->rules);
        $ffi = FFI::cdef('int32_t redress_abi_version(void);', $expect->library);
        $expect->same(2, $ffi->redress_abi_version());
        unset($ffi);
        $expect->true(count($book->slas()) > 0, 'SLAs');
    },

    'the same library is opened once' => static function (Expect $expect): void {
        $expect->same(Library::open(), Library::open());
        $expect->true((bool) preg_match('~^\d+\.\d+\.\d+$~', Library::open()->version()), Library::open()->version());
    },

    'a statement is a plain value that outlives all' => static function (Expect $expect) use ($settled): void {
        $statement = $settled($expect);
        (new ReflectionProperty(Library::class, 'opened'))->setValue(null, []);
        $copy = unserialize(serialize(clone $statement));
        $expect->true($copy == $statement, 'the copy is equal');
        $expect->same('21.72', $copy->adjustments[0]->amount);
        $expect->same(Outcome::Granted, $copy->decisions[0]->outcome);
        $expect->same(Remedy::Balance, $copy->adjustments[0]->kind);
        $expect->thrown(Error::class, static fn () => $copy->currency = 'EUR');
    },

    'a credit goes back into a later case' => static function (Expect $expect): void {
        $book = Book::load($expect->rules);
        $case = [
            'case' => ['id' => 'august', 'as_of' => '2017-08-01T09:00:00+03:00', 'currency' => 'UAH'],
            'account' => ['id' => 'customer-1'],
            'subscription' => ['id' => 'vps-1', 'sla' => 'ua_hosting', 'price' => 1303, 'price_period' => 'P6M'],
            'incident' => ['id' => 'outage-1', 'start' => '2017-07-12T04:00:00+03:00',
                           'end' => '2017-07-12T21:00:00+03:00'],
            'claim' => ['id' => 'claim-1', 'filed' => '2017-07-31T12:00:00+03:00', 'subscription' => 'vps-1',
                        'incident' => 'outage-1', 'remedy' => Remedy::Balance],
        ];
        $credits = $book->settle($case)->credits;
        $expect->same('ua_hosting/availability/vps-1/2017-07-01', $credits[0]->id);
        $given = $book->settle($case + ['credit' => array_map(static fn (Credit $c): array => $c->record(), $credits)]);
        $expect->same([], $given->adjustments);
        $expect->same('already_credited', $given->decisions[0]->reason);
    },

    'scripts that end in any way end quietly' => static function (Expect $expect): void {
        $begin = sprintf(
            'require %s; $book = Redress\Book::load(%s);',
            var_export(realpath(__DIR__ . '/../../abi/php/autoload.php'), true),
            var_export(realpath($expect->rules), true),
        );
        $endings = [
            '' => 0,
            'unset($book);' => 0,
            'exit(3);' => 3,
            'no_such_function();' => 255,
            'throw new Exception;' => 255,
            'ini_set("memory_limit", "4M"); str_repeat("x", 8_000_000);' => 255,
            'class Late { function __construct(public $book) {} function __destruct() { $this->book->slas(); } }
             $late = new Late($book); unset($book);' => 0,
            'class Cycle { public $self; public $book; } $c = new Cycle; $c->self = $c; $c->book = $book;' => 0,
        ];
        foreach ($endings as $ending => $status) {
            $options = ' -d display_errors=0 -d log_errors=0 -r ';
            exec(PHP_BINARY . $options . escapeshellarg($begin . $ending), $output, $found);
            $expect->same([$status, []], [$found, $output], $ending);
        }
    },
];
