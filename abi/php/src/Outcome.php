<?php

declare(strict_types=1);

namespace Redress;

enum Outcome: string
{
    case Granted = 'granted';
    case Denied = 'denied';
    /** A person decides; the reason says why, and `missing` which fact is not known. */
    case Review = 'review';
    /** Too early: settle the same claim again later. */
    case Pending = 'pending';
}
