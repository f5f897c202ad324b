// A billing system in Go: two monthly runs over a few customers, with the service credits of their SLAs.
//
//	CGO_CFLAGS=-Iabi CGO_LDFLAGS=-Lbuild go build -o build/billing_go samples/hosts/billing.go
//	LD_LIBRARY_PATH=build build/billing_go RULES DATA [ZONES]
//
// Prints each invoice before and after. cgo links the library, so the system's loader finds it. The same program in other
// languages stands beside this one and prints the same.
package main

// #cgo LDFLAGS: -lredress
// #include <stdlib.h>
// #include <redress.h>
import "C"

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unsafe"
)

// ---- The library -------------------------------------------------------------------------------------------------------

const (
	abiVersionNeeded = 2
	endsAtNUL        = -1
)

// A refusal of the library. Its message begins with the place: file, line and column, or record and field.
type redressError struct {
	status  C.enum_redress_status
	message string
}

func (e *redressError) Error() string { return e.message }

// The library, and what it describes a failure in: for one goroutine at a time. A book is for any number of them.
//
// What is made with it is freed by who asked for it, with defer: the garbage collector knows nothing of the library's
// memory. Text crosses as copies: C.CString is freed after the call, C.GoString lives on without its owner.
type redress struct{ error *C.redress_error }

func newRedress() (*redress, error) {
	if version := C.redress_abi_version(); version < abiVersionNeeded {
		return nil, fmt.Errorf("the library has version %d of the interface, %d is needed", version, abiVersionNeeded)
	}
	described := C.redress_error_new()
	if described == nil {
		return nil, errors.New("there is no memory")
	}
	return &redress{described}, nil
}

func (r *redress) free() { C.redress_error_free(r.error) }

func (r *redress) check(status C.enum_redress_status) error {
	if status == C.REDRESS_OK {
		return nil
	}
	return &redressError{status, C.GoString(C.redress_error_message(r.error))}
}

func free(text *C.char) { C.free(unsafe.Pointer(text)) }

// The rules; freed by C.redress_book_free. No zones: the system's.
func (r *redress) load(rules, zones string) (*C.redress_book, error) {
	path := C.CString(rules)
	defer free(path)
	var folder *C.char
	if zones != "" {
		folder = C.CString(zones)
		defer free(folder)
	}
	var book *C.redress_book
	err := r.check(C.redress_book_load_with_zones(&book, path, folder, r.error))
	return book, err
}

// What is due by a case; its first record is the case itself. Freed by C.redress_statement_free.
func (r *redress) settle(book *C.redress_book, records []*record) (statement, error) {
	var facts *C.redress_case
	if err := r.check(C.redress_case_new(&facts, r.error)); err != nil {
		return statement{}, err
	}
	defer C.redress_case_free(facts) // the statement doesn't need it
	for _, each := range records {
		if err := r.add(facts, each); err != nil {
			return statement{}, err
		}
	}
	var made *C.redress_statement
	err := r.check(C.redress_settle(&made, book, facts, r.error))
	return statement{made}, err
}

func (r *redress) add(facts *C.redress_case, added *record) error {
	if added.name != "case" {
		name := C.CString(added.name)
		defer free(name)
		if err := r.check(C.redress_case_add(facts, name, r.error)); err != nil {
			return err
		}
	}
	for field, value := range added.fields {
		name, text := C.CString(field), C.CString(value)
		err := r.check(C.redress_case_set(facts, name, text, endsAtNUL, r.error))
		free(name)
		free(text)
		if err != nil {
			return err
		}
	}
	return nil
}

// The fields that a record of a case can have.
func fieldsOf(record string) []string {
	get := func(i C.int64_t, property string) string {
		name := C.CString(property)
		defer free(name)
		return C.GoString(C.redress_vocabulary_get(i, name))
	}
	var fields []string
	for i := C.int64_t(0); i < C.redress_vocabulary_count(); i++ {
		if get(i, "part") == "case" && get(i, "record") == record {
			fields = append(fields, get(i, "field"))
		}
	}
	return fields
}

type statement struct{ handle *C.redress_statement }

// A record of a statement, to be read before that is freed.
type result struct {
	of    statement
	name  string
	index int
}

func (s statement) all(name string) []result {
	text := C.CString(name)
	defer free(text)
	results := make([]result, C.redress_statement_count(s.handle, text))
	for i := range results {
		results[i] = result{s, name, i}
	}
	return results
}

// A field: "" where it has no value.
func (r result) get(field string) string {
	name, text := C.CString(r.name), C.CString(field)
	defer free(name)
	defer free(text)
	value := C.redress_statement_get(r.of.handle, name, C.int64_t(r.index), text)
	if value == nil {
		panic("the library knows no " + r.name + "." + field)
	}
	return C.GoString(value)
}

// ---- What the billing system keeps -------------------------------------------------------------------------------------

// A record of a case. run is the only run that it is for, or "" for all.
type record struct {
	run, name string
	fields    map[string]string
}

type run struct{ name, asOf, until string }

// Runs change it: balance, ends, credits, billed charges.
type customer struct {
	id, currency, balance string
	records               []*record
}

func (c *customer) ofRun(of run, names ...string) []*record {
	var found []*record
	for _, each := range c.records {
		if (each.run == "" || each.run == of.name) && (len(names) == 0 || each.name == names[0]) {
			found = append(found, each)
		}
	}
	return found
}

// In the case of a run: an id is a key within one case only; another run may have a line of the same id.
func (c *customer) find(of run, name, id string) (*record, error) {
	for _, each := range c.ofRun(of, name) {
		if each.fields["id"] == id {
			return each, nil
		}
	}
	return nil, fmt.Errorf("no %s %s", name, id)
}

var amountForm = regexp.MustCompile(`^\d{1,15}\.\d\d$`)

// All currencies of the data have two decimals. Sums are made in whole cents, as floating point is not exact.
func cents(amount string) (int64, error) {
	if !amountForm.MatchString(amount) {
		return 0, fmt.Errorf("%s is not an amount", amount)
	}
	return strconv.ParseInt(strings.Replace(amount, ".", "", 1), 10, 64)
}

func sum(amounts ...string) (string, error) {
	var total int64
	for _, amount := range amounts {
		one, err := cents(amount)
		if err != nil {
			return "", err
		}
		total += one
	}
	return fmt.Sprintf("%d.%02d", total/100, total%100), nil
}

func read(path string) (runs []run, customers []*customer, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	named := map[string]bool{}
	for number, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		added := &record{fields: map[string]string{}}
		if named[words[0]] {
			added.run, words = words[0], words[1:]
		}
		var plain []string
		for _, word := range words {
			if field, value, isField := strings.Cut(word, "="); isField {
				added.fields[field] = value
			} else {
				plain = append(plain, word)
			}
		}
		switch {
		case len(plain) == 2 && plain[0] == "run":
			named[plain[1]] = true
			runs = append(runs, run{plain[1], added.fields["as_of"], added.fields["until"]})
		case len(plain) == 2 && plain[0] == "customer":
			customers = append(customers, &customer{
				id: plain[1], currency: added.fields["currency"], balance: added.fields["balance"]})
		case len(plain) == 1 && len(customers) > 0:
			added.name = plain[0]
			last := customers[len(customers)-1]
			last.records = append(last.records, added)
		default:
			return nil, nil, fmt.Errorf("%s:%d: no record of the data", path, number+1)
		}
	}
	return runs, customers, nil
}

// ---- Showing -----------------------------------------------------------------------------------------------------------

func showAmount(name, amount, currency string) {
	fmt.Printf("    %-60s%10s %s\n", name, amount, currency)
}

func showInvoice(c *customer, of run, title string) error {
	fmt.Printf("  %s\n", title)
	showAmount("balance", c.balance, c.currency)
	for _, subscription := range c.ofRun(of, "subscription") {
		if end, ends := subscription.fields["end"]; ends {
			fmt.Printf("    %s until %s\n", subscription.fields["id"], end)
		}
	}
	var amounts []string
	for _, line := range c.ofRun(of, "line") {
		showAmount(line.fields["id"], line.fields["amount"], c.currency)
		amounts = append(amounts, line.fields["amount"])
	}
	total, err := sum(amounts...)
	if err != nil {
		return err
	}
	showAmount("to pay", total, c.currency)
	return nil
}

func showDecisions(decided statement, currency string) {
	for _, decision := range decided.all("decision") {
		promise := decision.get("subscription") + " " + decision.get("guarantee")
		switch outcome := decision.get("outcome"); outcome {
		case "granted":
			fmt.Printf("  granted: %s, %s %s as %s\n", promise, decision.get("amount"), currency, decision.get("remedy"))
		case "review":
			fmt.Printf("  for a person: %s, %s, %s\n", promise, decision.get("reason"), decision.get("missing"))
		default:
			fmt.Printf("  %s: %s, %s\n", outcome, promise, decision.get("reason"))
		}
	}
}

// ---- Billing -----------------------------------------------------------------------------------------------------------

// All that is known: also the credits and charges that earlier runs stored.
func caseOf(c *customer, of run) []*record {
	fields := map[string]string{"id": c.id + "-" + of.name, "as_of": of.asOf, "currency": c.currency}
	return append([]*record{{name: "case", fields: fields}}, c.ofRun(of)...)
}

// What an adjustment says is done only where things are as they were when it was made.
func apply(c *customer, of run, adjustment result) (err error) {
	switch kind := adjustment.get("kind"); kind {
	case "balance":
		c.balance, err = sum(c.balance, adjustment.get("amount"))
		return err
	case "extension":
		return change(c, of, "subscription", adjustment, "end", "end_before", "end_after")
	case "discount":
		return change(c, of, "line", adjustment, "amount", "line_before", "line_after")
	case "forfeit": // the credit is stored as it is left, with nothing remaining
		return nil
	default:
		return fmt.Errorf("an adjustment of an unknown kind: %s", kind)
	}
}

func change(c *customer, of run, name string, adjustment result, field, before, after string) error {
	changed, err := c.find(of, name, adjustment.get(name))
	if err != nil {
		return err
	}
	if changed.fields[field] != adjustment.get(before) {
		return fmt.Errorf("the %s %s has another %s", name, changed.fields["id"], field)
	}
	changed.fields[field] = adjustment.get(after)
	return nil
}

// A new one, or the one of this id anew; every later case has it as it came. A credit's id is a key across all runs.
func storeCredit(c *customer, credit result) error {
	stored := &record{name: "credit", fields: map[string]string{}}
	for _, field := range fieldsOf("credit") {
		if value := credit.get(field); value != "" {
			stored.fields[field] = value
		}
	}
	kept := c.records[:0]
	for _, each := range c.records {
		if each.name != "credit" || each.fields["id"] != credit.get("id") {
			kept = append(kept, each)
		}
	}
	c.records = append(kept, stored)
	remaining, err := cents(credit.get("remaining"))
	if remaining > 0 {
		fmt.Printf("  carried forward: %s of %s %s\n", credit.get("remaining"), credit.get("amount"), c.currency)
	}
	return err
}

// Charging is up to the host; this one does where the amount is known. Later cases say that it is billed.
func billCharge(c *customer, of run, charge result) {
	id, amount := charge.get("id"), charge.get("amount")
	if amount == "" {
		fmt.Printf("  for a person: %s, %s\n", id, charge.get("missing"))
		return
	}
	fmt.Printf("  charged: %s, %s %s\n", id, amount, c.currency)
	c.records = append(c.records,
		&record{of.name, "line", map[string]string{
			"id": id, "amount": amount, "period_start": of.asOf, "period_end": of.until}},
		&record{"", "charge", map[string]string{
			"subscription": c.ofRun(of, "subscription")[0].fields["id"], "kind": "one_time", "bills": id,
			"amount": amount, "period_start": of.asOf, "period_end": of.until}})
}

func bill(r *redress, book *C.redress_book, c *customer, of run) error {
	fmt.Printf("\n%s\n", c.id)
	if err := showInvoice(c, of, "before"); err != nil {
		return err
	}
	decided, err := r.settle(book, caseOf(c, of))
	var refused *redressError
	if errors.As(err, &refused) && (refused.status == C.REDRESS_INVALID_CASE || refused.status == C.REDRESS_LIMIT_EXCEEDED) {
		fmt.Printf("  for a person: %v\n", err) // nothing was decided; the other customers are billed all the same
		return nil
	} else if err != nil {
		return err
	}
	defer C.redress_statement_free(decided.handle)
	showDecisions(decided, c.currency)
	// In a database these loops are one transaction; a unique key on the credit's id keeps a repeated run out.
	for _, adjustment := range decided.all("adjustment") {
		if err := apply(c, of, adjustment); err != nil {
			return err
		}
	}
	for _, credit := range decided.all("credit") {
		if err := storeCredit(c, credit); err != nil {
			return err
		}
	}
	for _, charge := range decided.all("charge") {
		billCharge(c, of, charge)
	}
	return showInvoice(c, of, "after")
}

func billAll(rules, data, zones string) error {
	r, err := newRedress()
	if err != nil {
		return err
	}
	defer r.free()
	book, err := r.load(rules, zones) // once, for all customers
	if err != nil {
		return err
	}
	defer C.redress_book_free(book)
	runs, customers, err := read(data)
	if err != nil {
		return err
	}
	for _, each := range runs {
		fmt.Printf("run %s, as of %s\n", each.name, each.asOf)
		for _, c := range customers {
			if err := bill(r, book, c, each); err != nil {
				return err
			}
		}
		fmt.Println()
	}
	return nil
}

func main() {
	if len(os.Args) != 3 && len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: billing RULES DATA [ZONES]")
		os.Exit(2)
	}
	arguments := append(os.Args[1:], "")
	if err := billAll(arguments[0], arguments[1], arguments[2]); err != nil {
		fmt.Fprintln(os.Stderr, "billing:", err)
		os.Exit(1)
	}
}
