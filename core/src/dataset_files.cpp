#include <fiberloom/core/dataset_files.hpp>

#include <algorithm>
#include <array>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/npy.hpp>
#include <optional>
#include <utility>

#include "class_labels.hpp"
#include "series_text.hpp"

namespace fiberloom::core {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> text_extensions = {".tsv", ".ts", ".txt", ".csv"};
constexpr std::array<std::string_view, 4> array_names = {"X_train.npy", "y_train.npy", "X_test.npy",
                                                         "y_test.npy"};
constexpr std::string_view train_mark = "_TRAIN";
constexpr std::string_view test_mark = "_TEST";

std::string shown(const fs::path& path) { return printable(path.string(), 500); }

/// One text file with its name, which messages about its labels need.
struct RawSplit {
  SeriesText text;
  std::string source_name;

  [[nodiscard]] TextPlace label_place(std::size_t record) const {
    return {source_name, text.lines[record], text.label_columns[record]};
  }
};

bool is_ts(const fs::path& path) { return path.extension() == ".ts"; }

RawSplit read_text_split(const fs::path& path) {
  RawSplit split{{}, path.string()};
  const std::string text = read_file(path);
  split.text =
      is_ts(path) ? parse_ts(text, split.source_name) : parse_label_first(text, split.source_name);
  return split;
}

std::vector<std::int64_t> map_labels(const RawSplit& split, const ClassLabels& classes) {
  std::vector<std::int64_t> labels;
  labels.reserve(split.text.file.labels.size());
  for (const std::string& label : split.text.file.labels) {
    const auto number = classes.find(label);
    if (!number) {
      throw InputError("input.labels", split.label_place(labels.size()).text() + ": the label '" +
                                           printable(label, 40) +
                                           "' does not occur in the training part");
    }
    labels.push_back(*number);
  }
  return labels;
}

void check_lengths(const Dataset& dataset, const fs::path& train, const fs::path& test) {
  const std::size_t expected = dataset.train.series.samples();
  const std::size_t found = dataset.test.series.samples();
  if (expected == found) return;
  throw InputError("input.length", shown(test) + ": its records have " + std::to_string(found) +
                                       " samples, those of " + shown(train) + " have " +
                                       std::to_string(expected));
}

Dataset load_text(const fs::path& train_path, const fs::path& test_path, std::string name) {
  RawSplit train = read_text_split(train_path);
  RawSplit test = read_text_split(test_path);
  const ClassLabels classes(train.text.file.labels, train.text.file.declared_classes);
  Dataset dataset;
  dataset.name = std::move(name);
  dataset.train.labels = map_labels(train, classes);
  dataset.test.labels = map_labels(test, classes);
  dataset.train.series = std::move(train.text.file.series);
  dataset.test.series = std::move(test.text.file.series);
  dataset.num_classes = classes.names().size();
  dataset.class_names = classes.names();
  check_lengths(dataset, train_path, test_path);
  return dataset;
}

RealBatch<double> read_series_array(const fs::path& path) {
  const NpyArray array = read_npy(path);
  RealBatch<double> series = to_real_batch(array, path.string());
  if (array.type == NpyType::integer16) {
    for (double& value : series.values()) value /= 32768.0;
  }
  return series;
}

LabelledSeries read_array_split(const fs::path& series_path, const fs::path& labels_path) {
  LabelledSeries split{read_series_array(series_path), read_labels(labels_path)};
  if (split.labels.size() != split.series.batch()) {
    throw InputError("input.labels", shown(labels_path) + ": holds " +
                                         std::to_string(split.labels.size()) + " labels for the " +
                                         std::to_string(split.series.batch()) + " records of " +
                                         shown(series_path));
  }
  return split;
}

void number_labels(std::vector<std::int64_t>& labels, const std::vector<std::int64_t>& classes,
                   const fs::path& path) {
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto found = std::ranges::lower_bound(classes, labels[row]);
    if (found == classes.end() || *found != labels[row]) {
      throw InputError("input.labels", shown(path) + ": row " + std::to_string(row) +
                                           " (counted from 0): the label " +
                                           std::to_string(labels[row]) +
                                           " does not occur in the training part");
    }
    labels[row] = found - classes.begin();
  }
}

Dataset load_arrays(const fs::path& folder) {
  for (const std::string_view name : array_names) {
    if (fs::exists(folder / name)) continue;
    throw DocumentError("file.missing", shown(folder / name) +
                                            ": no such file; a folder of arrays needs "
                                            "X_train.npy, y_train.npy, X_test.npy, y_test.npy");
  }
  Dataset dataset;
  dataset.name = fs::weakly_canonical(folder).filename().string();
  dataset.train = read_array_split(folder / array_names[0], folder / array_names[1]);
  dataset.test = read_array_split(folder / array_names[2], folder / array_names[3]);
  check_lengths(dataset, folder / array_names[0], folder / array_names[2]);
  std::vector<std::int64_t> classes = dataset.train.labels;
  std::ranges::sort(classes);
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  number_labels(dataset.train.labels, classes, folder / array_names[1]);
  number_labels(dataset.test.labels, classes, folder / array_names[3]);
  dataset.num_classes = classes.size();
  for (const std::int64_t label : classes) dataset.class_names.push_back(std::to_string(label));
  return dataset;
}

/// NAME and extension of the two files of one set.
struct TextPair {
  fs::path prefix;  // folder / NAME
  std::string extension;

  [[nodiscard]] fs::path file(std::string_view mark) const {
    return prefix.string() + std::string(mark) + extension;
  }
};

bool is_text_extension(const fs::path& extension) {
  return std::ranges::find(text_extensions, extension.string()) != text_extensions.end();
}

/// The pair a file name "NAME_TRAIN.tsv" or "NAME_TEST.tsv" belongs to.
std::optional<TextPair> pair_of(const fs::path& path) {
  if (!is_text_extension(path.extension())) return {};
  const std::string stem = path.stem().string();
  for (const std::string_view mark : {train_mark, test_mark}) {
    if (!stem.ends_with(mark) || stem.size() == mark.size()) continue;
    const fs::path prefix = path.parent_path() / stem.substr(0, stem.size() - mark.size());
    return TextPair{prefix, path.extension().string()};
  }
  return {};
}

Dataset load_pair(const TextPair& pair) {
  return load_text(pair.file(train_mark), pair.file(test_mark), pair.prefix.filename().string());
}

/// Every NAME_TRAIN file of a folder; of one NAME in several formats the first extension known.
std::vector<TextPair> pairs_in(const fs::path& folder) {
  std::vector<TextPair> pairs;
  for (const std::string_view extension : text_extensions) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      const auto pair = pair_of(entry.path());
      if (!pair || pair->extension != extension || entry.path() != pair->file(train_mark)) continue;
      if (std::ranges::find(pairs, pair->prefix, &TextPair::prefix) == pairs.end()) {
        pairs.push_back(*pair);
      }
    }
  }
  std::ranges::sort(pairs, {}, &TextPair::prefix);
  return pairs;
}

Dataset load_folder(const fs::path& folder) {
  const auto is_here = [&](std::string_view name) { return fs::exists(folder / name); };
  if (std::ranges::any_of(array_names, is_here)) return load_arrays(folder);
  const std::vector<TextPair> pairs = pairs_in(folder);
  if (pairs.size() == 1) return load_pair(pairs.front());
  if (pairs.empty()) {
    throw DocumentError("file.missing",
                        shown(folder) +
                            ": no data set in this folder; looked for X_train.npy and "
                            "NAME_TRAIN with .tsv, .ts, .txt or .csv");
  }
  const std::string folder_name = fs::weakly_canonical(folder).filename().string();
  std::string names;
  for (const TextPair& pair : pairs) {
    if (pair.prefix.filename() == folder_name) return load_pair(pair);
    names += ' ' + shown(pair.prefix.filename());
  }
  throw DocumentError("document.dataset", shown(folder) + ": holds several data sets (" +
                                              names.substr(1) + "); name one of their files");
}

Dataset load_prefix(const fs::path& path) {
  for (const std::string_view extension : text_extensions) {
    const TextPair pair{path, std::string(extension)};
    if (fs::exists(pair.file(train_mark)) || fs::exists(pair.file(test_mark))) {
      return load_pair(pair);
    }
  }
  const std::string name = shown(path.filename());
  throw DocumentError("file.missing", shown(path) + ": no such folder or file, and no " + name +
                                          "_TRAIN with .tsv, .ts, .txt or .csv beside it");
}

Dataset load_recognised(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return load_folder(path);
  if (const auto pair = pair_of(path)) return load_pair(*pair);
  if (!fs::exists(path, error)) return load_prefix(path);
  const bool is_array =
      std::ranges::find(array_names, path.filename().string()) != array_names.end();
  if (is_array) return load_arrays(path.has_parent_path() ? path.parent_path() : fs::path("."));
  throw DocumentError("document.dataset",
                      shown(path) +
                          ": is no data set; expected a folder with X_train.npy, or a "
                          "file NAME_TRAIN with .tsv, .ts, .txt or .csv");
}

}  // namespace

Dataset load_dataset(const fs::path& path) {
  try {
    return load_recognised(path);
  } catch (const fs::filesystem_error& error) {
    throw DocumentError("file.not_readable",
                        shown(path) + ": cannot be read: " + error.code().message());
  }
}

SeriesFile read_series_file(const fs::path& path) { return read_text_split(path).text.file; }

LabelledSeries read_labelled_series(const fs::path& path) {
  RawSplit split = read_text_split(path);
  const ClassLabels classes(split.text.file.labels, split.text.file.declared_classes);
  std::vector<std::int64_t> labels = map_labels(split, classes);
  return {std::move(split.text.file.series), std::move(labels)};
}

}  // namespace fiberloom::core
