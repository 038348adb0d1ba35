#include <algorithm>
#include <fiberloom/calibration/rig_embedding.hpp>

namespace fiberloom::calibration {

RigEmbedding::RigEmbedding(const core::Model& model, LayerSettings settings, TwinParameters twin,
                           RigSession& session, core::WorkerPool& workers)
    : settings_(within_ranges(std::move(settings), session.path())),
      twin_(std::move(twin)),
      session_(session),
      network_(model, workers),
      receiver_(model.readout, model.frame),
      ends_(twin_, model.frame.grid(), model.ends) {}

std::vector<core::ParameterGroup> RigEmbedding::groups() const {
  return {{.name = "dispersion", .size = settings_.dispersion.size()},
          {.name = "nonlinear_phase", .size = settings_.nonlinear_phase.size()}};
}

std::vector<double> RigEmbedding::parameters() const {
  std::vector<double> values = settings_.dispersion;
  values.insert(values.end(), settings_.nonlinear_phase.begin(), settings_.nonlinear_phase.end());
  return values;
}

void RigEmbedding::set_parameters(std::span<const double> values) {
  const std::size_t stages = settings_.dispersion.size();
  std::copy_n(values.begin(), stages, settings_.dispersion.begin());
  std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(stages), stages,
              settings_.nonlinear_phase.begin());
  settings_ = within_ranges(std::move(settings_), session_.path());
}

void RigEmbedding::begin_epoch(std::int64_t epoch) {
  static_cast<void>(epoch);
  session_.align_anew();
}

core::RealBatch<double> RigEmbedding::features(const core::RealBatch<double>& series) {
  core::FieldBatch<double> waveform = network_.encode(series);
  ends_.predistort(waveform);
  Acquired acquired = session_.acquire(waveform, settings_, phase_);
  network_.set_layers(realised_layers(acquired.applied, twin_));
  core::RealBatch<double>& trace = acquired.trace;
  ends_.correct(trace);
  core::RealBatch<double> result(trace.batch(), num_features());
  for (std::size_t i = 0; i < trace.batch(); ++i) {
    receiver_.features_of_trace(trace.row(i), result.row(i));
  }
  return result;
}

core::RealBatch<double> RigEmbedding::features_and_gradient(const core::RealBatch<double>& series,
                                                            const RowCotangent& cotangent_of,
                                                            std::span<double> gradient) {
  core::RealBatch<double> measured = features(series);
  const std::size_t stages = settings_.dispersion.size();
  core::LayerParameters slopes = core::zero_layers(stages);
  network_.pull_back(
      series,
      [&](std::size_t row, std::span<const double>, std::span<double> cotangent) {
        cotangent_of(row, measured.row(row), cotangent);
      },
      slopes);
  for (std::size_t m = 0; m < stages; ++m) {
    gradient[m] += twin_.dispersion_scale[m] * slopes.beta2[m];
    gradient[stages + m] += twin_.nonlinear_phase_scale[m] * slopes.gamma[m];
  }
  return measured;
}

}  // namespace fiberloom::calibration
