package peers;

import java.math.BigDecimal;

/** What the rules of standard_case.drl read and set. */
public class Facts {
    private final BigDecimal price;
    private final BigDecimal down;
    private final BigDecimal length;
    private BigDecimal availability;
    private BigDecimal rate;
    private BigDecimal credit;

    public Facts(long cents, long down, long length) {
        this.price = BigDecimal.valueOf(cents);
        this.down = BigDecimal.valueOf(down);
        this.length = BigDecimal.valueOf(length);
    }

    public BigDecimal getPrice() { return price; }
    public BigDecimal getDown() { return down; }
    public BigDecimal getLength() { return length; }
    public BigDecimal getAvailability() { return availability; }
    public void setAvailability(BigDecimal availability) { this.availability = availability; }
    public BigDecimal getRate() { return rate; }
    public void setRate(BigDecimal rate) { this.rate = rate; }
    public BigDecimal getCredit() { return credit; }
    public void setCredit(BigDecimal credit) { this.credit = credit; }
}
