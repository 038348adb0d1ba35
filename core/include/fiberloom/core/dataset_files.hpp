#pragma once

#include <fiberloom/core/dataset.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace fiberloom::core {

/// Loads a data set with its split, recognised by what lies at `path`:
///   a folder with X_train.npy, y_train.npy, X_test.npy, y_test.npy
///     (int16 series are scaled by 1/32768);
///   a folder with NAME_TRAIN.tsv and NAME_TEST.tsv (UCR archive; also .txt, .csv), or
///     NAME_TRAIN.ts and NAME_TEST.ts (UEA archive, univariate, equal lengths);
///   one of those two files, or the path without `_TRAIN.tsv`.
///
/// Labels become 0..K-1, the same in train and test: in numeric order when all are numbers, else in
/// the declared order of @classLabel, else in alphabetical order.
/// Throws:  DocumentError "file.missing" with the names looked for, "document.dataset" for text that
///          cannot be read; InputError "input.not_finite", "input.missing_value", "input.length",
///          "input.labels", "input.multivariate"; each names the file, line and column.
[[nodiscard]] Dataset load_dataset(const std::filesystem::path& path);

/// The records of one text file (.ts, or label-first .tsv, .txt, .csv), labels as they stand there.
struct SeriesFile {
  RealBatch<double> series;                   ///< [records, samples]
  std::vector<std::string> labels;            ///< [records]
  std::vector<std::string> declared_classes;  ///< of @classLabel, in its order; else empty
};

/// Throws:  as load_dataset.
[[nodiscard]] SeriesFile read_series_file(const std::filesystem::path& path);

/// One text file alone, with its labels mapped to 0..K-1 as load_dataset does.
[[nodiscard]] LabelledSeries read_labelled_series(const std::filesystem::path& path);

}  // namespace fiberloom::core
