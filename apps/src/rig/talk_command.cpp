#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/message_speaker.hpp>

#include "rig/command_shadow.hpp"
#include "rig/line_prompt.hpp"
#include "rig/missing_instruments.hpp"
#include "rig/rig_commands.hpp"
#include "rig/state_folders.hpp"
#include "rig/take_over.hpp"
#include "safe_main.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

using Verdict = Judgement::Verdict;

// One instrument that a person says something to, behind the interlocks as far as these can judge it.
class Conversation {
 public:
  Conversation(BenchSession& session, hal::Instrument& instrument, bool is_sure)
      : session_(session),
        instrument_(instrument),
        speaker_(speaker_of(instrument)),
        shadow_({session.rig(), session.path(), session.catalog(), session.bench()},
                instrument.name()),
        is_sure_(is_sure) {}

  // What was said, with the "answer", which is empty for none.
  Json say(const std::string& message) {
    if (message.find_first_of("\r\n") != std::string::npos) {
      throw core::InputError(
          "input.message", fmt::format("\"{}\": one message at a time", core::printable(message)));
    }
    Judgement judgement{.verdict = Verdict::allowed};
    Json entry{{"event", "talk"}, {"instrument", instrument_.name()}, {"sent", message}};
    if (only_asks(message)) {
      entry["judged"] = "asks";
    } else {
      judgement = shadow_.judge(message);
      entry["judged"] = name_of(judgement.verdict);
      refuse_unless_sure(judgement, entry);
    }
    return send(message, judgement, std::move(entry));
  }

 private:
  static drivers::MessageSpeaker& speaker_of(hal::Instrument& instrument) {
    auto* speaker = dynamic_cast<drivers::MessageSpeaker*>(&instrument);
    if (speaker == nullptr) {
      throw core::InputError("input.no_messages",
                             fmt::format("{}: its driver speaks in frames or in a way of its own, "
                                         "not in messages; use `set`",
                                         instrument.name()));
    }
    return *speaker;
  }

  static std::string_view name_of(Verdict verdict) {
    switch (verdict) {
      case Verdict::allowed:
        return "allowed";
      case Verdict::refused:
        return "refused";
      case Verdict::rejected:
        return "rejected";
      case Verdict::unknown:
        break;
    }
    return "unknown";
  }

  void refuse_unless_sure(const Judgement& judgement, Json& entry) {
    if (judgement.verdict == Verdict::allowed) {
      return;
    }
    entry["reason"] = judgement.reason;
    entry["overridden"] = is_sure_;
    if (is_sure_) {
      session_.make_safe_at_the_end();
      return;
    }
    session_.log().write(entry);
    switch (judgement.verdict) {
      case Verdict::refused:
        throw core::InterlockError(judgement.code, judgement.reason);
      case Verdict::rejected:
        throw core::InputError(
            "input.message",
            fmt::format("{}: would refuse it on this bench: {}; --i-know sends it anyway",
                        instrument_.name(), judgement.reason));
      case Verdict::unknown:
      case Verdict::allowed:
        break;
    }
    throw core::InterlockError(
        "interlock.not_judged",
        fmt::format("{}: cannot be judged by the interlocks, so it was not sent: {}; --i-know "
                    "sends it anyway",
                    instrument_.name(), judgement.reason));
  }

  // What the message changed the driver and the interlocks are told before the next one is judged.
  Json send(const std::string& message, const Judgement& judgement, Json entry) {
    try {
      entry["answer"] = speaker_.exchange(message);
    } catch (const core::Error& error) {
      entry["error"] = error.what();
      session_.log().write(entry);
      throw;
    }
    for (const hal::Command& change : judgement.changes) {
      note(change);
    }
    session_.log().write(entry);
    return entry;
  }

  void note(const hal::Command& change) {
    const auto& settings = instrument_.settings();
    const auto setting = std::ranges::find_if(
        settings, [&change](const hal::Setting* one) { return one->spec().key == change.key; });
    if (setting != settings.end()) {
      (*setting)->read_back(change.to);
    } else {
      instrument_.bench().guard->note(change.instrument, change.key, change.to);
    }
  }

  BenchSession& session_;
  hal::Instrument& instrument_;
  drivers::MessageSpeaker& speaker_;
  CommandShadow shadow_;
  bool is_sure_;
};

std::string answer_text(const Json& entry) {
  const std::string answer = entry["answer"].get<std::string>();
  return answer.empty() ? "" : core::printable(answer, 2000) + "\n";
}

std::string text_of(const std::vector<std::string>& history) {
  std::string text;
  for (std::size_t i = 0; i < history.size(); ++i) {
    text += fmt::format("{:5}  {}\n", i + 1, history[i]);
  }
  return text;
}

// Until the end of input, `quit` or a signal; what goes wrong with a message is told, and the next one is asked for.
Json prompt(Conversation& conversation, const BenchSession& session, const std::string& name,
            Context& context) {
  const StopSignal signal;
  LinePrompt lines(name + "> ",
                   state_folder() / (file_name_of_rig(session.rig().name) + ".history"));
  Json exchanges = Json::array();
  while (const std::optional<std::string> line = lines.next(signal.token())) {
    if (*line == "quit" || *line == "exit") {
      break;
    }
    if (*line == "history") {
      context.say(text_of(lines.history()));
    } else if (!line->empty()) {
      try {
        exchanges.push_back(conversation.say(*line));
        context.say(answer_text(exchanges.back()));
      } catch (const core::Error& error) {
        context.note(fmt::format("{}\n", core::printable(error.what(), 4000)));
        exchanges.push_back(
            {{"sent", *line}, {"error", {{"code", error.code()}, {"message", error.what()}}}});
      }
    }
  }
  return exchanges;
}

}  // namespace

Outcome talk(const BenchChoice& choice, const TalkOptions& options, Context& context) {
  BenchSession session(choice, "talk");
  session.leave_as_it_is();
  hal::Instrument& instrument = session.bench().instrument(options.name);
  tell_missing(session.bench(), take_over_for_writing(session.bench(), &instrument), context);
  Conversation conversation(session, instrument, options.is_sure);
  Json exchanges = Json::array();
  for (const std::string& message : options.commands) {
    exchanges.push_back(conversation.say(message));
    context.say(answer_text(exchanges.back()));
  }
  if (options.commands.empty()) {
    exchanges = prompt(conversation, session, options.name, context);
  }
  return {.document = {{"schema", "fiberloom.rig-talk/1"},
                       {"rig", session.rig().name},
                       {"instrument", options.name},
                       {"exchanges", std::move(exchanges)}}};
}

}  // namespace fiberloom::app
