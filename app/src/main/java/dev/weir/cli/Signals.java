package dev.weir.cli;

import java.lang.reflect.Proxy;

/// The signals that the system sends. The JDK knows how to hear them (`sun.misc.Signal`, of the module
/// `jdk.unsupported`), but has no public type for it, so it is called by name.
final class Signals {

    private Signals() {}

    /// Has something done at each signal of that name, in place of what Java would do.
    ///
    /// @param name without SIG, for example `TERM`
    static void on(String name, Runnable then) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            then.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
        } catch (ReflectiveOperationException gone) {
            throw new IllegalStateException("this JDK does not tell of signals", gone);
        }
    }
}
