#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/electrical_ends.hpp>
#include <fiberloom/core/encoding.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/readout.hpp>
#include <functional>
#include <span>
#include <variant>
#include <vector>

namespace fiberloom::core {

/// Records as they come: real series, or complex envelopes.
using InputBatch = std::variant<RealBatch<double>, FieldBatch<double>>;

/// A model's optical part, ready to compute: encoder, propagator and receiver with their scratch memory.
///
/// Shape:   records [batch, samples]; fields [batch, grid size]; features [batch, num_features].
/// Throws:  InputError "input.shape" for records of another length than the model's.
/// Threads: one call at a time; inside a call rows are shared out over the workers, and results do not depend on how
///          many there are (gradients are summed in blocks of fixed size).
class Network {
 public:
  using Complex = std::complex<double>;
  using RowCotangent = std::function<void(std::size_t row, std::span<const double> features,
                                          std::span<double> cotangent)>;

  Network(const Model& model, WorkerPool& workers);

  [[nodiscard]] const Frame& frame() const noexcept { return frame_; }
  [[nodiscard]] std::size_t num_features() const noexcept {
    return propagators_.size() * receiver_.num_features();
  }
  [[nodiscard]] std::size_t num_shots() const noexcept { return propagators_.size(); }
  /// Of one shot, on the propagation grid.
  [[nodiscard]] const LayerParameters& layers(std::size_t shot = 0) const {
    return propagators_.at(shot).layers();
  }
  /// Takes layers of the same shape; a potential may be given per model sample or per grid point.
  void set_layers(const LayerParameters& layers);

  /// Waveforms, before the model's electrical ends and the first layer.
  [[nodiscard]] FieldBatch<double> encode(const InputBatch& input);
  /// Fields after the last layer (and the receiver's filter, when there is one).
  [[nodiscard]] FieldBatch<double> propagate(const InputBatch& input, std::size_t shot = 0);
  [[nodiscard]] RealBatch<double> features(const InputBatch& input);

  /// Features of all rows; adds the derivative with respect to the layers to `gradient`, and, when `input_gradient`
  /// is given, writes the derivative with respect to the records into it (real for real records).
  RealBatch<double> pull_back(const InputBatch& input, const RowCotangent& cotangent_of,
                              LayerParameters& gradient, InputBatch* input_gradient = nullptr,
                              PassMemory memory = PassMemory::stored);

 private:
  struct Lane;

  void check(const InputBatch& input) const;
  void detect(std::size_t shot, RealBatch<double>& features);
  void detect_row(std::span<const Complex> field, std::span<double> features, Lane& lane) const;
  void detect_row_vjp(std::span<const Complex> field, std::span<const double> feature_cotangent,
                      Lane& lane) const;
  void take_trace(std::span<const Complex> field, Lane& lane) const;
  void pull_back_shot(std::size_t shot, const Propagator<double>::Turn& turn,
                      LayerParameters& gradient, PassMemory memory);
  RealBatch<double> pull_back_shots(const InputBatch& input, const RowCotangent& cotangent_of,
                                    LayerParameters& gradient, PassMemory memory);
  void encode_into(const InputBatch& input, FieldBatch<double>& fields);
  void launch_into(const InputBatch& input, FieldBatch<double>& fields);
  void encode_row(const InputBatch& input, std::size_t row, Lane& lane) const;
  void read_input_gradient(const InputBatch& input, std::size_t row, Lane& lane,
                           InputBatch& input_gradient) const;

  Frame frame_;
  std::size_t record_length_;
  Encoder encoder_;
  EndFilters ends_;
  std::vector<Propagator<double>> propagators_;  // one per shot
  Receiver receiver_;
  WorkerPool& workers_;

  struct Lane {
    Encoder::Scratch encoder;
    AlignedVector<Complex> field;  // a row of the batch, on a 64-byte boundary
    std::vector<double> feature_cotangent;
    AlignedVector<Complex> filtered{};  // what the ends work on; empty where they do nothing
    std::vector<double> trace{};
    std::vector<double> trace_cotangent{};
  };
  std::vector<Lane> lanes_;  // one per worker
  FieldBatch<double> fields_;
  FieldBatch<double> launched_;  // of several shots, before the first
  Propagator<double>::Workspaces workspaces_;
};

}  // namespace fiberloom::core
