#pragma once

#include <fiberloom/calibration/end_correction.hpp>
#include <fiberloom/calibration/rig_session.hpp>
#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/embedding.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/network.hpp>
#include <string>

namespace fiberloom::calibration {

/// Light in a rig as a trainable embedding: features are measured, their derivative comes from the twin.
///
/// This is physics-aware training with the derivative taken at the inputs that were sent
/// and the settings that the rig took. The
/// trainable numbers are the settings of the stages: groups "dispersion" (b, samples squared) and "nonlinear_phase"
/// (Gamma, rad); they stay inside the ranges of the light path. What the twin knows of the
/// bench's electrical ends is undone: waveforms are predistorted, traces corrected (EndCorrection).
/// Throws:  as RigSession::acquire.
/// Source:  Wright et al., Nature 601, 549 (2022): forward on the device, backward through the model.
class RigEmbedding final : public core::Embedding {
 public:
  RigEmbedding(const core::Model& model, LayerSettings settings, TwinParameters twin,
               RigSession& session, core::WorkerPool& workers);

  [[nodiscard]] std::size_t num_features() const override { return receiver_.num_features(); }
  [[nodiscard]] std::vector<core::ParameterGroup> groups() const override;
  [[nodiscard]] std::vector<double> parameters() const override;
  void set_parameters(std::span<const double> values) override;
  /// An epoch begins with powers that are brought to what is wanted anew: training that is resumed at this epoch finds the
  /// rig as training that was never stopped.
  void begin_epoch(std::int64_t epoch) override;
  core::RealBatch<double> features(const core::RealBatch<double>& series) override;
  core::RealBatch<double> features_and_gradient(const core::RealBatch<double>& series,
                                                const RowCotangent& cotangent_of,
                                                std::span<double> gradient) override;

  [[nodiscard]] const LayerSettings& settings() const noexcept { return settings_; }
  /// Under which phase the ledger enters the passes of the following calls.
  void set_phase(std::string phase) { phase_ = std::move(phase); }

 private:
  LayerSettings settings_;
  TwinParameters twin_;
  RigSession& session_;
  core::Network network_;
  core::Receiver receiver_;
  EndCorrection ends_;
  std::string phase_ = "training";
};

}  // namespace fiberloom::calibration
