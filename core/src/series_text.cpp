#include "series_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <optional>
#include <utility>

namespace fiberloom::core {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The part before `separator`, taken off the front of `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return result;
}

[[noreturn]] void refuse_text(const TextPlace& place, const std::string& why) {
  throw DocumentError("document.dataset", place.text() + ": " + why);
}

[[noreturn]] void refuse_value(const char* code, const TextPlace& place, const std::string& why) {
  throw InputError(code, place.text() + ": " + why);
}

double parse_value(std::string_view token, const TextPlace& place) {
  if (token.empty() || token == "?") {
    refuse_value("input.missing_value", place,
                 "the value is missing; fill it in or leave out the record");
  }
  const std::string_view digits = token.starts_with('+') ? token.substr(1) : token;
  double value = 0.0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value);
  if (end != last || error == std::errc::invalid_argument) {
    refuse_text(place, "expected a number, found '" + printable(token, 40) + "'");
  }
  const bool is_tiny = digits.find("e-") != digits.npos || digits.find("E-") != digits.npos;
  if (error == std::errc::result_out_of_range && is_tiny) return 0.0;
  if (error != std::errc{} || !std::isfinite(value)) {
    refuse_value("input.not_finite", place,
                 "found " + printable(token, 40) +
                     ", not a finite number; fill it in or leave out the record");
  }
  return value;
}

/// Collects records of equal length into one table.
class Records {
 public:
  explicit Records(std::string_view source_name) : source_name_(source_name) {}

  void add_value(double value) { values_.push_back(value); }

  void end_record(std::size_t line, std::string_view label, std::size_t label_column) {
    const std::size_t length = values_.size() - begin_;
    const TextPlace place{source_name_, line};
    if (label.empty()) {
      refuse_value("input.labels", {source_name_, line, label_column}, "the label is missing");
    }
    if (length == 0) refuse_value("input.length", place, "the record has a label but no values");
    if (text_.lines.empty()) length_ = length;
    if (length != length_) {
      refuse_value("input.length", place,
                   "the record has " + std::to_string(length) + " values, the one at line " +
                       std::to_string(text_.lines.front()) + " has " + std::to_string(length_) +
                       "; all records must have one length");
    }
    begin_ = values_.size();
    text_.file.labels.emplace_back(label);
    text_.lines.push_back(line);
    text_.label_columns.push_back(label_column);
  }

  SeriesText finish() {
    if (text_.lines.empty()) refuse_text({source_name_}, "there are no records in it");
    text_.file.series = RealBatch<double>(text_.lines.size(), length_);
    std::ranges::copy(values_, text_.file.series.values().begin());
    return std::move(text_);
  }

 private:
  std::string_view source_name_;
  SeriesText text_;
  std::vector<double> values_;
  std::size_t begin_ = 0;
  std::size_t length_ = 0;
};

/// One line "label value value ..."; runs of blanks separate fields unless there are tabs or commas.
void read_label_first(std::string_view rest, const TextPlace& line_place, Records& records) {
  const bool has_tabs = rest.find('\t') != rest.npos;
  const bool has_commas = rest.find(',') != rest.npos;
  const char separator = has_tabs ? '\t' : has_commas ? ',' : ' ';
  std::string_view label;
  TextPlace place = line_place;
  while (!rest.empty()) {
    const std::string_view token = trimmed(take_until(rest, separator));
    ++place.column;
    if (place.column == 1) {
      label = token;
    } else {
      records.add_value(parse_value(token, place));
    }
    if (separator == ' ') rest = trimmed(rest);
  }
  records.end_record(place.line, label, 1);
}

class TsReader {
 public:
  explicit TsReader(std::string_view source_name)
      : source_name_(source_name), records_(source_name) {}

  void read_line(std::string_view line, std::size_t number) {
    place_ = {source_name_, number, 0};
    if (line.empty() || line.starts_with('#')) return;
    if (is_data_) {
      read_record(line);
    } else if (line.starts_with('@')) {
      read_keyword(line.substr(1));
    } else {
      refuse_text(place_,
                  "expected a line that begins with @ or #, found '" + printable(line, 40) + "'");
    }
  }

  SeriesText finish() {
    if (!is_data_) refuse_text({source_name_}, "there is no line @data in it");
    SeriesText text = records_.finish();
    text.file.declared_classes = std::move(classes_);
    return text;
  }

 private:
  void read_keyword(std::string_view line) {
    const std::string keyword = lower_case(take_word(line));
    if (keyword == "data") {
      start_data();
    } else if (keyword == "classlabel") {
      is_labelled_ = lower_case(take_word(line)) == "true";
      while (!line.empty()) classes_.emplace_back(take_word(line));
    } else if ((keyword == "univariate" && lower_case(line) == "false") ||
               (keyword == "dimensions" && line != "1")) {
      refuse_multivariate();
    } else if (keyword == "timestamps" && lower_case(line) == "true") {
      refuse_text(place_, "records with time stamps are not supported; save them evenly sampled");
    } else if (keyword == "serieslength") {
      series_length_ = std::string(line);
    }
  }

  void start_data() {
    is_data_ = true;
    if (is_labelled_ && !classes_.empty()) return;
    refuse_text(place_,
                "no line '@classLabel true' with the labels stands before @data; "
                "a data set for classification needs one");
  }

  [[noreturn]] void refuse_multivariate() const {
    refuse_value("input.multivariate", place_,
                 "the set is multivariate; only one channel per record is supported");
  }

  void read_record(std::string_view line) {
    const std::size_t colon = line.rfind(':');
    if (colon == line.npos) refuse_value("input.labels", place_, "no label after a colon");
    std::string_view values = line.substr(0, colon);
    if (values.find(':') != values.npos) refuse_multivariate();
    if (values.find('(') != values.npos) {
      refuse_text(place_, "records with time stamps are not supported; save them evenly sampled");
    }
    const std::size_t num_values = count_values(values);
    check_length(num_values);
    TextPlace place = place_;
    for (std::size_t index = 0; index < num_values; ++index) {
      ++place.column;
      records_.add_value(parse_value(trimmed(take_until(values, ',')), place));
    }
    const std::string_view label = trimmed(line.substr(colon + 1));
    place.column = num_values + 1;
    if (!label.empty() && std::ranges::find(classes_, label) == classes_.end()) {
      refuse_value("input.labels", place,
                   "the label '" + printable(label, 40) + "' is not among those of @classLabel");
    }
    records_.end_record(place.line, label, place.column);
  }

  static std::size_t count_values(std::string_view values) {
    if (trimmed(values).empty()) return 0;
    return 1 + static_cast<std::size_t>(std::ranges::count(values, ','));
  }

  void check_length(std::size_t num_values) const {
    if (series_length_.empty() || series_length_ == std::to_string(num_values)) return;
    refuse_value("input.length", place_,
                 "the record has " + std::to_string(num_values) + " values, @seriesLength says " +
                     printable(series_length_, 20));
  }

  /// The first word of `line`, taken off with the blanks around it.
  static std::string_view take_word(std::string_view& line) {
    const std::size_t end = std::min(line.find_first_of(blanks), line.size());
    const std::string_view word = line.substr(0, end);
    line = trimmed(line.substr(end));
    return word;
  }

  std::string_view source_name_;
  Records records_;
  TextPlace place_;
  bool is_data_ = false;
  bool is_labelled_ = false;
  std::vector<std::string> classes_;
  std::string series_length_;
};

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  return text;
}

}  // namespace

std::string TextPlace::text() const {
  std::string result = printable(source_name, 500);
  if (line > 0) result += ", line " + std::to_string(line);
  if (column > 0) result += ", column " + std::to_string(column);
  return result;
}

SeriesText parse_label_first(std::string_view text, std::string_view source_name) {
  Records records(source_name);
  std::string_view rest = without_byte_order_mark(text);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    std::string_view line = take_until(rest, '\n');
    // A missing label leaves its separator at the front, so only the end and plain blanks may go.
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (trimmed(line).empty()) continue;
    line = line.substr(0, line.find_last_not_of(blanks) + 1);
    read_label_first(line, {source_name, number}, records);
  }
  return records.finish();
}

SeriesText parse_ts(std::string_view text, std::string_view source_name) {
  TsReader reader(source_name);
  std::string_view rest = without_byte_order_mark(text);
  for (std::size_t number = 1; !rest.empty(); ++number) {
    reader.read_line(trimmed(take_until(rest, '\n')), number);
  }
  return reader.finish();
}

}  // namespace fiberloom::core
