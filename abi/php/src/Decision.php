<?php

declare(strict_types=1);

namespace Redress;

use DateTimeImmutable;

/** One promise in one window, for one claim or subscription. */
final readonly class Decision
{
    /**
     * @param int $number 1, 2, 3, ...
     * @param ?string $claim the claim that it answers
     * @param string $effective_from a date: the version of the SLA that was in effect
     * @param string $rules_digest SHA-256 of that version in canonical XML
     * @param ?DateTimeImmutable $window_end not part of the window
     * @param ?string $incident of a guarantee over incident, or over periods of incidents: the first of them
     * @param ?string $ticket of a guarantee over ticket, or over periods of tickets: the first of them
     * @param string $reason for programs: a reason of the library, or the id of a requirement or cap
     * @param string $sentence for people
     * @param ?bool $breached null where that was not looked at
     * @param ?string $missing the fact that is missing, where that is the reason
     * @param ?string $entitled the exact credit, within the caps of its guarantee, before minimum and caps of the SLA: a decimal or a fraction such as 1250/3
     * @param ?string $estimate the same by what has happened so far, of one that is pending while its window is open, where the case asks for estimates
     * @param string $amount what is posted now, a decimal
     * @param ?string $due what would be posted, where a person must approve it: give it back as claim.approved
     * @param ?string $extension an ISO 8601 duration
     * @param ?string $credit id of the credit
     * @param ?string $answer_by an instant or a date: when the provider must have answered the claim
     * @param list<Step> $steps how it came about, in order; none where settled without steps
     */
    public function __construct(
        public int $number,
        public ?string $claim,
        public string $subscription,
        public string $sla,
        public string $effective_from,
        public string $rules_digest,
        public ?string $guarantee,
        public ?string $clause,
        public ?DateTimeImmutable $window_start,
        public ?DateTimeImmutable $window_end,
        public ?string $incident,
        public ?string $ticket,
        public Outcome $outcome,
        public string $reason,
        public string $sentence,
        public ?bool $breached,
        public ?string $missing,
        public ?string $entitled,
        public ?string $estimate,
        public string $amount,
        public ?string $due,
        public ?Remedy $remedy,
        public ?string $extension,
        public ?string $credit,
        public ?string $answer_by,
        public array $steps,
    ) {
    }

    /** @internal */
    public static function read(Row $row, array $steps): self
    {
        return new self(
            number: $row->count('number'),
            claim: $row->optional('claim'),
            subscription: $row->text('subscription'),
            sla: $row->text('sla'),
            effective_from: $row->text('effective_from'),
            rules_digest: $row->text('rules_digest'),
            guarantee: $row->optional('guarantee'),
            clause: $row->optional('clause'),
            window_start: $row->optionalInstant('window_start'),
            window_end: $row->optionalInstant('window_end'),
            incident: $row->optional('incident'),
            ticket: $row->optional('ticket'),
            outcome: Outcome::from($row->text('outcome')),
            reason: $row->text('reason'),
            sentence: $row->text('sentence'),
            breached: $row->optionalFlag('breached'),
            missing: $row->optional('missing'),
            entitled: $row->optional('entitled'),
            estimate: $row->optional('estimate'),
            amount: $row->text('amount'),
            due: $row->optional('due'),
            remedy: $row->optionalRemedy('remedy'),
            extension: $row->optional('extension'),
            credit: $row->optional('credit'),
            answer_by: $row->optional('answer_by'),
            steps: $steps,
        );
    }
}
