#pragma once

#include <cstddef>
#include <fiberloom/core/electrical_ends.hpp>
#include <fiberloom/core/encoding.hpp>
#include <fiberloom/core/equation.hpp>
#include <fiberloom/core/frame.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/readout.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::core {

/// A Nonlinear Schrödinger Network: encoding, cascade of layers, readout, linear classifier.
///
/// Shape:   frame.samples = N; layers as LayerParameters, a potential is [layers, N]; a classifier is optional and then
///          [classes, F], F the number of features of the readout.
/// Units:   dimensionless (conventions: model layer).
struct Model {
  std::string name;
  Equation equation = Equation::nlse;
  Frame frame;
  bool resample_input =
      false;  ///< records of another length are resampled (periodic, band-limited) to N
  std::optional<LowPass> low_pass;
  Encoding encoding;
  Readout readout;
  LayerParameters layers;
  std::size_t shots =
      1;  ///< times the record is sent, each through its own equal share of the layers
  std::vector<std::string>
      operators{};  ///< order inside a layer; empty: the default_sequence of the layers
  std::optional<LinearClassifier> classifier;
  ElectricalEnds ends{};  ///< those that it was trained with; by default none

  /// Numbers in one record: see core::record_length.
  [[nodiscard]] std::size_t record_length() const;
  /// Of all shots, one after another.
  [[nodiscard]] std::size_t num_features() const;

  /// Throws InputError "input.model" naming the part that does not fit the rest.
  void validate() const;
};

}  // namespace fiberloom::core
