package redress.killbill;

import java.lang.reflect.Proxy;
import java.util.Map;

/**
 * Values of Kill Bill's own interfaces, by the names of their methods. Which methods an interface has changes with Kill Bill's
 * version: one that is not named here gives null, false or 0.
 */
final class Values {
    private Values() {}

    static <T> T of(final Class<T> type, final Map<String, ?> values) {
        return type.cast(Proxy.newProxyInstance(Values.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            switch (method.getName()) {
                case "equals":
                    return self == arguments[0];
                case "hashCode":
                    return System.identityHashCode(self);
                case "toString":
                    return type.getSimpleName() + values;
                default:
            }
            final Object value = values.get(method.getName());
            if (value != null) return value;
            if (method.getReturnType() == boolean.class) return false;
            if (method.getReturnType() == int.class) return 0;
            return null;
        }));
    }
}
