#include "instrument_sources.hpp"

namespace fiberloom::hal {

std::vector<std::unique_ptr<EmissionSource>> sources_of(const std::shared_ptr<Bench>& bench) {
  std::vector<std::unique_ptr<EmissionSource>> sources;
  for (const std::string& name : bench->guard().chain().names()) {
    for (const std::unique_ptr<Instrument>& instrument : bench->instruments()) {
      auto* emitting = dynamic_cast<EmittingInstrument*>(instrument.get());
      if (emitting != nullptr && instrument->name() == name) {
        sources.push_back(std::make_unique<InstrumentSource>(bench, *emitting));
      }
    }
  }
  return sources;
}

}  // namespace fiberloom::hal
