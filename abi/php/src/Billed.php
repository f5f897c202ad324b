<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;

/** What became of the service credits of one invoice. A run again gives the same. */
final readonly class Billed
{
    /**
     * @param list<array<string, ?string>> $adjustments what was applied, in its order: the fields of Adjustment, as texts, and
     *        `text` for the customer
     * @param list<array<string, ?string>> $reviews decisions that wait for a person: fields of Decision, as texts
     * @param ?string $refused the library's message where it refused the case: nothing was decided, the invoice is as it was
     */
    public function __construct(
        public array $adjustments,
        public array $reviews,
        public ?string $refused,
    ) {
    }

    /** @internal */
    public static function of(Statement $statement): self
    {
        $texts = [];
        foreach ($statement->decisions as $decision) {
            if ($decision->credit !== null && $decision->outcome === Outcome::Granted) {
                $texts[$decision->credit] = $decision->sentence;
            }
        }
        $adjustments = [];
        foreach ($statement->adjustments as $adjustment) {
            $text = $texts[$adjustment->credit] ?? "Service credit {$adjustment->credit}";
            $adjustments[] = [...self::texts($adjustment), 'text' => $text];
        }
        $waiting = static fn (Decision $decision): bool => $decision->outcome === Outcome::Review;
        $reviews = array_map(self::texts(...), array_values(array_filter($statement->decisions, $waiting)));
        return new self($adjustments, $reviews, null);
    }

    public static function refused(RedressException $why): self
    {
        return new self([], [], $why->getMessage());
    }

    /** @return array<string, ?string> the public fields of a result, as the library spells them */
    public static function texts(object $result): array
    {
        $texts = [];
        foreach (get_object_vars($result) as $name => $value) {
            if (!is_array($value)) {
                $texts[$name] = self::text($value);
            }
        }
        return $texts;
    }

    private static function text(mixed $value): ?string
    {
        return match (true) {
            $value === null => null,
            is_bool($value) => $value ? 'yes' : 'no',
            $value instanceof DateTimeImmutable => $value->format('Y-m-d\TH:i:s\Z'), // results are in UTC
            $value instanceof \BackedEnum => (string) $value->value,
            default => (string) $value,
        };
    }
}
