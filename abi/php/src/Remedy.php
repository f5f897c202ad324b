<?php

declare(strict_types=1);

namespace Redress;

/** How a credit is applied. Never as cash. */
enum Remedy: string
{
    case Balance = 'balance';
    case Extension = 'extension';
    case Discount = 'discount';
}
