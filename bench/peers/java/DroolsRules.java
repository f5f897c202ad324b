package peers;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSessionsPool;
import org.kie.api.runtime.StatelessKieSession;
import org.kie.internal.utils.KieHelper;

/** The standard case by Drools: availability, ladder, credit and cap by rules, the time down by hand in Java:
 *  DroolsRules CASES.csv RULES.drl */
final class DroolsRules {
    /** Notes the rules that made an amount. */
    private static final class Explanation extends DefaultAgendaEventListener {
        private final List<String> fired = new ArrayList<>();

        @Override
        public void afterMatchFired(AfterMatchFiredEvent event) {
            fired.add(event.getMatch().getRule().getName());
        }
    }

    private static long settle(StatelessKieSession session, Peer.Case given) {
        Facts facts = new Facts(given.cents(), Peer.secondsDown(given), given.end() - given.start());
        session.execute(facts);
        BigDecimal credit = facts.getCredit();
        return credit == null ? 0 : credit.longValueExact();
    }

    public static void main(String[] arguments) throws Exception {
        List<Peer.Case> cases = Peer.readCases(arguments[0]);
        KieBase rules = new KieHelper().addContent(Files.readString(Path.of(arguments[1])), ResourceType.DRL)
                .build(ExecutableModelProject.class);
        KieSessionsPool sessions = rules.newKieSessionsPool(1);
        String lacks = "intervals (by hand in Java)";
        Peer.measure("Drools", "prepared", lacks + ", explanation",
                given -> settle(sessions.newStatelessKieSession(), given), cases);
        Peer.measure("Drools, with the names of the rules fired", "explained", lacks + ", statement", given -> {
            StatelessKieSession session = sessions.newStatelessKieSession();
            Explanation explanation = new Explanation();
            session.addEventListener(explanation);
            long amount = settle(session, given);
            if ((amount == 0) != (explanation.fired.size() == 1)) throw new IllegalStateException("not explained");
            return amount;
        }, cases);
    }
}
