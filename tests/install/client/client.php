<?php

/**
 * Prints the statement of a case by the installed package.
 *   client.php RULES CASE.xml
 */

declare(strict_types=1);

require 'Redress/autoload.php';

[, $rules, $case] = $argv;
echo Redress\Book::load($rules)->settle(file_get_contents($case))->xml;
