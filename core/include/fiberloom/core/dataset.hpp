#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <string>
#include <vector>

namespace fiberloom::core {

/// Labelled records of one split.
///
/// Shape:   series [records, samples]; labels [records], each in 0..num_classes-1.
/// Units:   as recorded; encodings decide what becomes light.
struct LabelledSeries {
  RealBatch<double> series;
  std::vector<std::int64_t> labels;
};

/// A data set with its published split.
struct Dataset {
  std::string name;
  LabelledSeries train;
  LabelledSeries test;
  std::size_t num_classes = 0;
  std::vector<std::string> class_names = {};  ///< published label of each class; empty when unknown
};

}  // namespace fiberloom::core
