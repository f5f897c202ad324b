// What the types of the package take and refuse; compiled, never run.
import { Book, CaseError, type Statement } from 'redress';

export async function settled(): Promise<string> {
    const book = await Book.load({ 'mine.xml': '<sla/>' });
    const statement: Statement = book.settle({
        case: { id: 'july', as_of: new Date(0), currency: 'UAH' },
        account: { id: 'customer-1', standing: 'good' },
        subscription: { id: 'vps-1', sla: 'mine', price: '1.50', cores: 4 },
    });
    const amount: string = statement.decisions[0]!.amount;
    const missing: string | undefined = statement.decisions[0]!.missing;
    // @ts-expect-error: money is a text
    const wrong: number = statement.decisions[0]!.amount;
    // @ts-expect-error: a case has an id
    book.settle({ case: { as_of: '', currency: 'UAH' } });
    // @ts-expect-error: a standing is one of a set
    book.settle({ case: { id: 'a', as_of: '', currency: 'UAH' }, account: { id: 'a', standing: 'bad' } });
    // @ts-expect-error: there is no such format
    book.explain('<case/>', { format: 'pdf' });
    const line: number | undefined = new CaseError('invalid_case', 'text').place.line;
    return `${amount}${missing}${wrong}${line}`;
}
