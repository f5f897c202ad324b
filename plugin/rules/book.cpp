#include "rules/book.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <tuple>

#include "facts/token_set.h"
#include "input_limits.h"
#include "rules/loader.h"

namespace redress::rules {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void not_readable(const std::string& path, std::string message) {
    throw Error(Status::not_readable, Place{path, {}, {}, {}}, std::move(message));
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) refuse_unreadable(path, "the file can't be opened", errno);
    std::string text;
    std::vector<char> piece(1 << 16);
    // Beyond the limit there is no need to read on: the scan refuses what is there.
    while (in && text.size() <= limits::xml_bytes_max) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) not_readable(path, "the file can't be read");
    return text;
}

struct CloseFolder {
    void operator()(DIR* folder) const noexcept { closedir(folder); }
};

// Adds the rule files below a folder. By readdir: the iterators of std::filesystem end the process where memory runs out
// (libstdc++ 12 allocates in functions that may not throw).
void add_rule_files(const std::string& root, const std::string& folder, std::size_t depth, std::vector<std::string>& files) {
    constexpr std::string_view unreadable = "the folder can't be read";
    if (depth > limits::xml_depth_max) not_readable(root, "the folder is nested too deep");
    const std::unique_ptr<DIR, CloseFolder> entries(opendir(folder.c_str()));
    if (!entries) refuse_unreadable(root, unreadable, errno);
    for (errno = 0; const dirent* const entry = readdir(entries.get()); errno = 0) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        const std::string path = folder + "/" + entry->d_name;
        struct stat itself {};  // not what a link leads to: links to folders could go round in circles
        struct stat target {};
        if (lstat(path.c_str(), &itself) != 0) refuse_unreadable(root, unreadable, errno);
        if (S_ISDIR(itself.st_mode)) {
            add_rule_files(root, path, depth + 1, files);
            continue;
        }
        if (name.size() <= 4 || !name.ends_with(".xml")) continue;
        const bool found = stat(path.c_str(), &target) == 0;
        if (found && S_ISDIR(target.st_mode)) continue;
        if (!found || !S_ISREG(target.st_mode)) not_readable(path, "not a regular file");
        if (files.size() == limits::book_files_max) {
            throw Error(Status::limit_exceeded, Place{root, {}, {}, {}},
                        fmt::format("more than {} rule files", limits::book_files_max));
        }
        files.push_back(path);
    }
    if (errno != 0) refuse_unreadable(root, unreadable, errno);
}

std::vector<std::string> rule_files(const std::string& folder) {
    std::vector<std::string> files;
    const std::size_t end = folder.find_last_not_of('/');  // "rules/" and "rules" name the same files
    add_rule_files(folder, end == std::string::npos ? folder : folder.substr(0, end + 1), 0, files);
    if (files.empty()) not_readable(folder, "the folder has no rule files (*.xml)");
    std::sort(files.begin(), files.end());
    return files;
}

// Which of what is at a path are rule files.
std::vector<std::string> files_at(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) not_readable(path, "there is no such file or folder");
    if (fs::is_directory(status)) return rule_files(path);
    if (!fs::is_regular_file(status)) not_readable(path, "neither a file nor a folder");
    return {path};
}

void check_book_bytes(const std::string& folder, std::size_t bytes) {
    if (bytes <= limits::book_bytes_max) return;
    throw Error(Status::limit_exceeded, Place{folder, {}, {}, {}},
                fmt::format("the rule files take more than {} bytes", limits::book_bytes_max));
}

[[noreturn]] void refuse_calendars_alone(const std::string& folder) {
    throw Error(Status::invalid_rules, Place{folder, {}, {}, {}}, "the folder has calendars, but no <sla> that could use them");
}

// First the calendars, since whatever file an SLA stands in it can use all of them.
std::vector<std::unique_ptr<Pack>> load_folder(const std::string& folder, time::ZoneDatabase& zones) {
    std::vector<xml::Document> slas;
    Calendars calendars;
    std::size_t bytes = 0;
    for (const std::string& file : rule_files(folder)) {
        const std::string text = read_file(file);
        bytes += text.size();
        check_book_bytes(folder, bytes);
        xml::Document document = xml::Document::parse(text, file);
        if (Calendars::is_one(document)) {
            calendars.add(document);
        } else {
            slas.push_back(std::move(document));
        }
    }
    if (slas.empty()) refuse_calendars_alone(folder);
    std::vector<std::unique_ptr<Pack>> packs;
    for (const xml::Document& sla : slas) packs.push_back(load_pack(sla, zones, &calendars));
    return packs;
}

// Only what every version lists: a case of the time before a version came to list them may hold anything.
template <class Unique>
void gather_words(Sla& sla, Unique unique) {
    for (const formula::FieldWords& first : sla.versions.front()->words) {
        std::vector<std::string_view> all;
        const bool everywhere = std::all_of(sla.versions.begin(), sla.versions.end(), [&](const auto& pack) {
            for (const formula::FieldWords& listed : pack->words) {
                if (listed.field != first.field) continue;
                const std::vector<std::string_view> words = facts::words_of(listed.words);
                all.insert(all.end(), words.begin(), words.end());
                return true;
            }
            return false;
        });
        if (!everywhere) continue;
        unique(all);
        sla.words.emplace(first.field, std::move(all));
    }
}

std::string place_of(const Pack& pack) {
    return fmt::format("{}line {}", pack.file.empty() ? std::string() : pack.file + ", ", pack.position.line);
}

// So that looking at one window never leads to looking at others of it, by way of another version.
void check_counted_promises(const Sla& sla) {
    const auto each_counting = [&](auto use) {
        for (const std::unique_ptr<Pack>& pack : sla.versions) {
            for (const Guarantee& g : pack->guarantees) {
                for (const Definition& d : g.definitions) {
                    if (d.kind == DefinitionKind::measure && d.measure.kind == MeasureKind::windows) use(*pack, g, d);
                }
            }
        }
    };
    std::map<std::string_view, const Pack*> counting;  // by guarantee
    each_counting([&](const Pack& pack, const Guarantee& g, const Definition&) { counting.try_emplace(g.id, &pack); });
    each_counting([&](const Pack& pack, const Guarantee&, const Definition& d) {
        const auto found = counting.find(d.measure.promise);
        if (found == counting.end()) return;
        throw Error(Status::invalid_rules, Place{pack.file, d.position, "windows", "of"},
                    fmt::format("'{}' counts windows itself, in the rules at {}", d.measure.promise, place_of(*found->second)));
    });
}

}  // namespace

Book Book::load(const std::string& path, time::ZoneDatabase zones) {
    std::error_code error;
    if (fs::is_directory(path, error)) return Book(load_folder(path, zones), zones);
    std::vector<std::unique_ptr<Pack>> packs;
    packs.push_back(load_pack(read_file(files_at(path).front()), path, zones));
    return Book(std::move(packs), zones);
}

Book Book::parse(std::string_view xml, std::string_view file, time::ZoneDatabase zones) {
    std::vector<std::unique_ptr<Pack>> packs;
    packs.push_back(load_pack(xml, file, zones));
    return Book(std::move(packs), zones);
}

namespace {

// Reads text by text, noting what is wrong with each.
class Examiner {
public:
    explicit Examiner(time::ZoneDatabase& zones) : zones_(zones) {}

    void add(std::string file, std::string text, bool in_folder) {
        attempt([&] {
            xml::Document document = xml::Document::parse(text, file);
            if (in_folder && Calendars::is_one(document))
                add_calendar(document);
            else
                out.slas.push_back(std::move(document));
        });
        out.texts.emplace_back(std::move(file), std::move(text));
    }

    std::vector<std::unique_ptr<Pack>> packs(bool in_folder) {
        std::vector<std::unique_ptr<Pack>> packs;
        for (const xml::Document& sla : out.slas) {
            attempt([&] {
                Faults faults(out.faults);
                for (const std::string& id : lacking_) faults.lack(id);
                if (std::unique_ptr<Pack> pack = load_pack(sla, zones_, in_folder ? &calendars_ : nullptr, &faults))
                    packs.push_back(std::move(pack));
            });
        }
        return packs;
    }

    // An SLA that uses one that is wrong is not told to lack it.
    void add_calendar(const xml::Document& document) {
        const std::size_t faults = out.faults.size();
        attempt([&] { calendars_.add(document); });
        if (out.faults.size() == faults) return;
        for (std::size_t i = 0; i < document.root().attribute_count(); ++i) {
            if (document.root().attribute(i).name == "id") lacking_.emplace_back(document.root().attribute(i).value);
        }
    }

    template <class Step>
    void attempt(Step&& step) {
        try {
            step();
        } catch (const Error& error) {
            if (error.status() == Status::not_readable) throw;
            if (out.faults.size() < limits::faults_max) out.faults.push_back(error);
        }
    }

    Examined out;

private:
    time::ZoneDatabase& zones_;
    Calendars calendars_;
    std::vector<std::string> lacking_;  // ids of calendars that are wrong
};

void put_in_order(std::vector<Error>& faults) {
    const auto key = [](const Error& e) { return std::tie(e.place().file, e.place().position.line, e.place().position.column); };
    std::stable_sort(faults.begin(), faults.end(), [&](const Error& a, const Error& b) { return key(a) < key(b); });
}

}  // namespace

Examined Book::examine(const std::string& path, time::ZoneDatabase zones) {
    std::error_code error;
    const bool in_folder = fs::is_directory(path, error);
    Examiner examiner(zones);
    std::size_t bytes = 0;
    for (const std::string& file : files_at(path)) {
        std::string text = read_file(file);
        bytes += text.size();
        check_book_bytes(path, bytes);
        examiner.add(file, std::move(text), in_folder);
    }
    if (in_folder && examiner.out.slas.empty() && examiner.out.faults.empty()) refuse_calendars_alone(path);
    std::vector<std::unique_ptr<Pack>> packs = examiner.packs(in_folder);
    return examined(std::move(packs), std::move(examiner.out), zones);
}

Examined Book::examine_text(std::string_view xml, time::ZoneDatabase zones) {
    Examiner examiner(zones);
    examiner.add({}, std::string(xml), false);
    std::vector<std::unique_ptr<Pack>> packs = examiner.packs(false);
    return examined(std::move(packs), std::move(examiner.out), zones);
}

// What is wrong between the packs is told where each is right by itself.
Examined Book::examined(std::vector<std::unique_ptr<Pack>> packs, Examined out, const time::ZoneDatabase& zones) {
    try {
        if (!packs.empty()) out.book.emplace(Book(std::move(packs), zones));
    } catch (const Error& error) {
        if (out.faults.size() < limits::faults_max) out.faults.push_back(error);
    }
    put_in_order(out.faults);
    return out;
}

Book::Book(std::vector<std::unique_ptr<Pack>> packs, const time::ZoneDatabase& zones)
    : packs_(std::move(packs)), zone_data_version_(zones.version()) {
    std::stable_sort(packs_.begin(), packs_.end(), [](const auto& a, const auto& b) {
        return std::tie(a->id, a->effective_from) < std::tie(b->id, b->effective_from);
    });
    order_versions();
    gather_slas();
    gather_facts();
    for (const Sla& sla : slas_) check_counted_promises(sla);
}

// Dates say which version is in effect, and each version has its own zone: where one follows another it begins at its own
// midnight, and the earlier one ends at that very moment.
void Book::order_versions() {
    for (std::size_t i = packs_.size(); i-- > 1;) {
        Pack& earlier = *packs_[i - 1];
        const Pack& later = *packs_[i];
        if (earlier.id != later.id) continue;
        const Place place{later.file, later.position, "sla", "effective_from"};
        if (!earlier.effective_to || *earlier.effective_to > later.effective_from) {
            throw Error(
                Status::invalid_rules, place,
                fmt::format(
                    "two versions of '{}' are in effect at the same time: the other is at {}; its effective_to must not be "
                    "after this effective_from",
                    later.id, place_of(earlier)));
        }
        const bool follows = *earlier.effective_to == later.effective_from;
        earlier.effective.end = follows ? later.effective.start : std::min(earlier.effective.end, later.effective.start);
        if (follows) earlier.next = &later;
        earlier.zone_changes = follows && (later.zone_changes || later.zone.name() != earlier.zone.name());
        if (earlier.effective.empty()) {
            throw Error(
                Status::invalid_rules, place,
                fmt::format(
                    "this version of '{}' begins, in {}, before the one at {} does, in {}: that one would never be in effect",
                    later.id, later.zone.name(), place_of(earlier), earlier.zone.name()));
        }
    }
}

void Book::gather_facts() {
    for (const std::unique_ptr<Pack>& pack : packs_) {
        for (formula::DeclaredFact& fact : pack->facts) {
            // At most facts_max of each of book_files_max packs, so 32 bits count them.
            const auto [row, added] =
                facts_by_name_.try_emplace({fact.record, std::string_view(fact.name)}, static_cast<std::uint32_t>(facts_.size()));
            fact.book_index = row->second;
            if (added) {
                facts_.push_back(fact);
                continue;
            }
            const formula::DeclaredFact& same = facts_[row->second];
            if (same.type == fact.type && same.tokens == fact.tokens && same.zones.empty() == fact.zones.empty() &&
                same.default_text == fact.default_text && same.at_least_text == fact.at_least_text &&
                same.at_most_text == fact.at_most_text) {
                continue;
            }
            throw Error(Status::invalid_rules, Place{pack->file, fact.position, "fact", "name"},
                        fmt::format("{}.{} is declared otherwise by another SLA of the book: a fact has one meaning",
                                    facts::row(fact.record).name, fact.name));
        }
    }
    for (formula::DeclaredFact& fact : facts_) {
        if (fact.default_value.known() && formula::storage_of(fact.type) == formula::Storage::text)
            fact.default_value.text = fact.default_text;
    }
}

void Book::gather_slas() {
    const auto unique = [](std::vector<std::string_view>& names) {
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
    };
    for (auto first = packs_.begin(); first != packs_.end();) {
        const auto next = std::find_if(first, packs_.end(), [&](const auto& pack) { return pack->id != (*first)->id; });
        Sla& sla = slas_.emplace_back();
        sla.id = (*first)->id;
        sla.versions =
            std::span(packs_).subspan(static_cast<std::size_t>(first - packs_.begin()), static_cast<std::size_t>(next - first));
        for (const std::unique_ptr<Pack>& pack : sla.versions) {
            sla.in_effect.push_back(pack->effective);
            for (const formula::Level& l : pack->levels) sla.levels.push_back(l.id);
            for (const Guarantee& g : pack->guarantees) sla.guarantees.push_back(g.id);
            if (pack->currency &&
                std::find(sla.currencies.begin(), sla.currencies.end(), *pack->currency) == sla.currencies.end()) {
                sla.currencies.push_back(*pack->currency);
            }
            (pack->claim.required ? sla.any_needs_claim : sla.any_needs_none) = true;
            if (!pack->charges.empty()) sla.any_charges = true;
        }
        time::normalize(sla.in_effect);
        unique(sla.levels);
        unique(sla.guarantees);
        gather_words(sla, unique);
        first = next;
    }
}

const Sla* Book::sla(std::string_view id) const {
    const auto found =
        std::lower_bound(slas_.begin(), slas_.end(), id, [](const Sla& s, std::string_view wanted) { return s.id < wanted; });
    return found == slas_.end() || found->id != id ? nullptr : &*found;
}

std::span<const std::unique_ptr<Pack>> Book::versions(std::string_view id) const {
    const Sla* const found = sla(id);
    return found == nullptr ? std::span<const std::unique_ptr<Pack>>() : found->versions;
}

std::optional<std::uint32_t> Book::fact(facts::Record record, std::string_view name) const {
    const auto found = facts_by_name_.find(std::pair(record, name));
    return found == facts_by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string_view> Book::ids() const {
    std::vector<std::string_view> out;
    for (const Sla& sla : slas_) out.push_back(sla.id);
    return out;
}

}  // namespace redress::rules
